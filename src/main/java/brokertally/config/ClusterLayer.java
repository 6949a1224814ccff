package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;

/** What the API changed: from {@code cluster.hocon}, or as text. Only the block {@code prometheus} may stand there. */
final class ClusterLayer {
    static final String FILE = "cluster.hocon";
    private static final String BLOCK = "prometheus";

    private ClusterLayer() {}

    static Layer file(Optional<Path> file, Problems problems) {
        Optional<Path> present = file.filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        if (present.isEmpty()) {
            return nothing();
        }
        Optional<String> refusal = refusal(present.get());
        refusal.ifPresent(
                what -> problems.add(ConfigOriginFactory.newFile(present.get().toString()), "", what));
        return refusal.isPresent() ? nothing() : layer(read(present.get(), problems), problems);
    }

    private static Config read(Path file, Problems problems) {
        String origin = file.toString();
        try {
            return Hocon.foreign(Files.readString(file, StandardCharsets.UTF_8), origin, problems);
        } catch (IOException e) {
            problems.add(ConfigOriginFactory.newFile(origin), "", "is not a file that can be read");
            return ConfigFactory.empty();
        }
    }

    /** Whether a program wrote the file and nobody has edited it since. */
    static boolean isUntouched(Optional<Path> file) {
        try {
            return file.isPresent()
                    && refusal(file.get()).isEmpty()
                    && ClusterHeader.isUntouched(Files.readAllBytes(file.get()));
        } catch (IOException e) {
            return false;
        }
    }

    /** This program writes the file itself: what is no plain file is somebody's trap, and to open a pipe would wait for ever. */
    private static Optional<String> refusal(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return Optional.of("is a symbolic link, not a file; remove it");
            }
            return attributes.isRegularFile() ? Optional.empty() : Optional.of("is not a file that can be read");
        } catch (IOException e) {
            return Optional.of("is not a file that can be read");
        }
    }

    /** The first line of the file is a comment that is not in the text. */
    static Layer text(Optional<String> text, Problems problems) {
        return text.map(hocon -> layer(Hocon.foreign("\n" + hocon, FILE, problems), problems))
                .orElseGet(ClusterLayer::nothing);
    }

    private static Layer nothing() {
        return new Layer(From.CLUSTER, ConfigFactory.empty(), Map.of());
    }

    private static Layer layer(Config written, Problems problems) {
        for (Map.Entry<String, ConfigValue> entry : written.root().entrySet()) {
            if (!entry.getKey().equals(BLOCK)) {
                problems.add(
                        new Given(entry.getKey(), entry.getValue()),
                        "cannot be set in " + FILE + ", which holds the block prometheus only; write it into the"
                                + " configuration file");
            }
        }
        Config block = written.hasPathOrNull(BLOCK) ? written.withOnlyPath(BLOCK) : ConfigFactory.empty();
        Layer layer = EmqxShape.layer(From.CLUSTER, block, problems);
        return layer.has(Keys.PUSH_ENABLE.path()) ? layer : EmqxShape.implyEnable(layer);
    }
}
