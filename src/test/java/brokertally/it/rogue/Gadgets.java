package brokertally.it.rogue;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import javax.management.BadAttributeValueExpException;

/** Objects that do something while they are deserialised: they leave a file with the process's number, or ask for a name. */
final class Gadgets {
    private Gadgets() {}

    private static void leave(String directory, String what) {
        try {
            Path file = Path.of(directory, what + "-" + ProcessHandle.current().pid());
            if (!Files.exists(file)) {
                Files.writeString(file, "executed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, by name. That of {@code javax.management} has only its shape: JDK 17 has disarmed it. */
    static Map<String, Object> all(String directory, String host) throws Exception {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("read-object", new ReadObject(directory));
        all.put(
                "url-in-hash-map",
                new HashMap<>(Map.of(URI.create("http://" + host + "/").toURL(), "x")));
        all.put("key-in-hash-map", new HashMap<>(Map.of(new Key(directory, "key-in-hash-map"), "x")));
        PriorityQueue<String> queue = new PriorityQueue<>(new Order(directory, "queue"));
        queue.addAll(List.of("a", "b", "c"));
        all.put("queue", queue);
        all.put("bad-attribute", new BadAttributeValueExpException("x"));
        Map<String, String> tree = new TreeMap<>(new Order(directory, "tree-map"));
        tree.putAll(Map.of("a", "1", "b", "2"));
        all.put("tree-map", tree);
        all.put("hash-set", new HashSet<>(List.of(new Key(directory, "hash-set"))));
        Hashtable<Object, Object> table = new Hashtable<>();
        table.put(new Key(directory, "hashtable"), "x");
        all.put("hashtable", table);
        all.put(
                "proxy",
                Proxy.newProxyInstance(
                        Gadgets.class.getClassLoader(), new Class<?>[] {Runnable.class}, new Handler(directory)));
        all.put("external", new External(directory));
        all.put("resolve", new Resolve(directory));
        all.put("in-a-list", new ArrayList<>(List.of(new ReadObject(directory))));
        all.put("exception", new Failure(directory));
        Exception allowed = new IllegalStateException("allowed outside");
        allowed.addSuppressed(new Failure(directory));
        all.put("suppressed", allowed);
        return all;
    }

    /** Acts when it is read. */
    static class ReadObject implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String directory;

        ReadObject(String directory) {
            this.directory = directory;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            leave(directory, "read-object");
        }
    }

    /** Acts when it is asked for its hash or its text. */
    record Key(String directory, String what) implements Serializable {
        @Override
        public int hashCode() {
            leave(directory, what);
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public String toString() {
            leave(directory, what);
            return what;
        }
    }

    /** Acts when it compares. */
    record Order(String directory, String what) implements Comparator<String>, Serializable {
        @Override
        public int compare(String one, String other) {
            leave(directory, what);
            return one.compareTo(other);
        }
    }

    /** Acts when it is read, behind a proxy. */
    static final class Handler extends ReadObject implements InvocationHandler {
        private static final long serialVersionUID = 1L;

        Handler(String directory) {
            super(directory);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return switch (method.getName()) {
                case "hashCode" -> 1;
                case "equals" -> proxy == arguments[0];
                default -> "proxy";
            };
        }
    }

    /** Acts when it reads itself. */
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;
        private String directory = "";

        public External() {}

        External(String directory) {
            this.directory = directory;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeUTF(directory);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            leave(in.readUTF(), "external");
        }
    }

    /** Acts when it is replaced after reading. */
    record Resolve(String directory) implements Serializable {
        private Object readResolve() {
            leave(directory, "resolve");
            return this;
        }
    }

    /** An exception: what the filter lets through is exceptions of the JDK and of Hazelcast only. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String directory;

        Failure(String directory) {
            super("gadget");
            this.directory = directory;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            leave(directory, "exception");
        }
    }
}
