package brokertally;

import brokertally.config.Settings;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the log to standard error, one event a line. */
final class Logging {
    private Logging() {}

    /** {@code log.level} holds for our own rooms; libraries are heard from warn upwards. */
    static void set(Settings.Log log) {
        // Hazelcast and Vert.x choose their loggers when their first class is loaded.
        System.setProperty("hazelcast.logging.type", "slf4j");
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, log.format()));
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("brokertally").setLevel(Level.toLevel(log.level(), Level.INFO));
        boolean debugging = context.getLogger("brokertally").isDebugEnabled();
        // Hazelcast warns of every connection that a dying member drops; the roster says the same once.
        context.getLogger("com.hazelcast").setLevel(debugging ? Level.INFO : Level.ERROR);
        // These two print stack traces of a start that failed; RunCommand says it once, with what to do.
        context.getLogger("com.hazelcast.instance.AddressPicker").setLevel(Level.OFF);
        context.getLogger("io.vertx.core.impl.VertxImpl").setLevel(Level.OFF);
        // Warns with a stack trace of every message to a member that has just died; the roster says the same once.
        context.getLogger("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus")
                .setLevel(Level.ERROR);
        // These three speak of every connection that is refused or reset; the source says it once.
        context.getLogger("io.vertx.mqtt").setLevel(Level.OFF);
        context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
        context.getLogger("io.vertx.core.http.impl.HttpClientRequestImpl").setLevel(Level.OFF);
    }

    /** One event becomes one line, whatever is in it. */
    static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
        if (format.equals("json")) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            // Beside the words and their arguments: key=value pairs are looked for as they stand in the text log.
            json.setWithFormattedMessage(true);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        // %replace keeps one event on one line whatever a broker or client has put into a name.
        text.setPattern(
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} "
                        + "%replace(%replace(%msg %ex{short}){'[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]+', ' '}){' +$', ''}%n%nopex");
        text.start();
        return text;
    }
}
