package brokertally.config;

import com.typesafe.config.ConfigOrigin;

/** Places as people look for them: {@code conf/brokertally.conf:12}, or the name of an environment variable. */
final class Origins {
    private Origins() {}

    static String text(ConfigOrigin origin) {
        return origin.lineNumber() > 0 ? name(origin) + ":" + origin.lineNumber() : name(origin);
    }

    /** The file or variable, without the line. */
    static String name(ConfigOrigin origin) {
        String name = origin.filename();
        if (name == null) {
            name = origin.description().replaceFirst(": [0-9-]+$", "");
        }
        return Given.printable(name);
    }
}
