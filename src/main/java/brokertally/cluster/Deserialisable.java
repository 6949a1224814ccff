package brokertally.cluster;

import com.hazelcast.config.JavaSerializationFilterConfig;
import java.io.ObjectInputFilter;
import java.util.Set;

/**
 * What may be deserialised in this process. A member of the cluster answers a request that it cannot serve (it is still
 * joining, say) with a Java exception; if that is refused, the asking member has no answer at all and waits for a minute. So
 * exceptions are allowed with what they are made of, but neither collections with code in them nor {@code java.lang.reflect}.
 *
 * <p>Given to Hazelcast for its port and to the JDK for everything else (threat T1): one list for both.
 */
public final class Deserialisable {
    private static final Set<String> PREFIXES = Set.of("com.hazelcast.", "io.vertx.spi.cluster.hazelcast.");
    private static final String PACKAGE = "java.lang";
    private static final Set<String> CLASSES = Set.of(
            "[Ljava.lang.StackTraceElement;",
            "[Ljava.lang.Throwable;",
            "[Ljava.lang.Object;",
            "java.io.EOFException",
            "java.io.IOException",
            "java.io.NotSerializableException",
            "java.io.ObjectStreamException",
            "java.net.ConnectException",
            "java.net.SocketException",
            "java.nio.channels.ClosedChannelException",
            "java.util.ArrayList",
            "java.util.CollSer",
            "java.util.Collections$EmptyList",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "java.util.NoSuchElementException",
            "java.util.concurrent.CancellationException",
            "java.util.concurrent.CompletionException",
            "java.util.concurrent.ExecutionException",
            "java.util.concurrent.RejectedExecutionException",
            "java.util.concurrent.TimeoutException");

    /** No exception is nested deeper, and none holds an array of so many elements. */
    private static final long DEPTH = 100;

    private static final long ELEMENTS = 100_000;

    private Deserialisable() {}

    /**
     * Sets the JDK's filter for the whole process, unless the operator has given one ({@code -Djdk.serialFilter}). To be
     * called before anything is deserialised.
     */
    public static void guardThisProcess() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(Deserialisable::check);
        }
    }

    static JavaSerializationFilterConfig forHazelcast() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.getWhitelist()
                .addPrefixes(PREFIXES.toArray(String[]::new))
                .addPackages(PACKAGE)
                .addClasses(CLASSES.toArray(String[]::new));
        return filter;
    }

    static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > DEPTH || info.arrayLength() > ELEMENTS) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        return isAllowed(type) ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }

    private static boolean isAllowed(Class<?> type) {
        String name = type.getName();
        return type.isPrimitive()
                || CLASSES.contains(name)
                || PREFIXES.stream().anyMatch(name::startsWith)
                || PACKAGE.equals(type.getPackageName()) && !type.isArray()
                || type.isArray() && isAllowed(type.getComponentType());
    }
}
