package brokertally.cluster;

import brokertally.model.Snapshot;
import brokertally.wire.BodyCodec;
import brokertally.wire.Message.Content;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last encoded bodies, so that one sample is encoded once for all who ask and a long one can be fetched in parts. */
final class Bodies {
    /** Two samples, each with and without schema: an asker that is a sample behind still gets its chunks. */
    private static final int KEPT = 4;

    private record Key(long sequence, Content content) {}

    private final Map<Key, byte[]> kept = new LinkedHashMap<>();

    byte[] of(Snapshot snapshot, Content content) {
        if (content == Content.NONE) {
            return new byte[0];
        }
        Key key = new Key(snapshot.sequence(), content);
        byte[] known = kept.get(key);
        if (known != null) {
            return known;
        }
        byte[] body = BodyCodec.write(snapshot, content);
        kept.put(key, body);
        while (kept.size() > KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        return body;
    }

    Optional<byte[]> kept(long sequence, Content content) {
        return Optional.ofNullable(kept.get(new Key(sequence, content)));
    }
}
