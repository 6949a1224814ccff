package brokertally.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class logs meanwhile, INFO and above. */
record LogLines(Logger logger, Level before, ListAppender<ILoggingEvent> appender) implements AutoCloseable {
    static LogLines of(Class<?> logging) {
        Logger logger = (Logger) LoggerFactory.getLogger(logging);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        LogLines lines = new LogLines(logger, logger.getLevel(), appender);
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        return lines;
    }

    List<String> lines() {
        return List.copyOf(appender.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
    }
}
