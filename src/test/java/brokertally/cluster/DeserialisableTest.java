package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeserialisableTest {
    private static Object through(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            in.setObjectInputFilter(Deserialisable::check);
            return in.readObject();
        }
    }

    @Test
    void exceptionWithCauseAndSuppressed_isAllowed() throws Exception {
        Exception failed = new ExecutionException(new IllegalStateException("inner", new IOException("io")));
        failed.addSuppressed(new InterruptedException("also"));

        Exception read = (Exception) through(failed);

        assertThat(read).hasRootCauseMessage("io");
        assertThat(read.getSuppressed()).hasSize(1);
    }

    /** Where known chains to foreign code begin. */
    static List<Object> gadgets() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(Comparator.naturalOrder());
        queue.add("x");
        Map<Object, Object> url =
                new HashMap<>(Map.of(URI.create("http://127.0.0.1:1/").toURL(), "x"));
        List<Object> inside = new ArrayList<>(List.of(new HashMap<>(Map.of("a", "b"))));
        return List.of(
                queue,
                url,
                inside,
                new TreeMap<>(Map.of("a", "b")),
                new ConcurrentSkipListMap<>(Map.of("a", "b")),
                new java.util.Date(),
                new Object[] {new HashMap<>()});
    }

    @ParameterizedTest
    @MethodSource("gadgets")
    void anythingElse_isRefused(Object gadget) {
        assertThatThrownBy(() -> through(gadget)).isInstanceOf(InvalidClassException.class);
    }

    @Test
    void arrayOfAbsurdLength_isRefused() {
        assertThatThrownBy(() -> through(new byte[100_001])).isInstanceOf(InvalidClassException.class);
    }
}
