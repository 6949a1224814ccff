package brokertally.cluster;

import brokertally.ledger.LedgerPage;
import brokertally.model.Snapshot;
import brokertally.wire.BodyCodec;
import brokertally.wire.Content;
import brokertally.wire.PageCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last encoded bodies, so that one sample is encoded once for all who ask and a long one can be fetched in parts. */
final class Bodies {
    /** Two samples as numbers and as page, and some pages of others: an asker that is a sample behind still gets its chunks. */
    private static final int KEPT = 6;

    private record Key(String node, long sequence, Content content) {}

    private final Map<Key, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);

    byte[] values(Snapshot sample) {
        Key key = new Key(sample.node(), sample.sequence(), Content.VALUES);
        byte[] known = kept.get(key);
        return known != null ? known : keep(key, BodyCodec.write(sample));
    }

    byte[] page(LedgerPage page) {
        Key key = new Key(page.node(), page.head().sequence(), Content.PAGE);
        byte[] known = kept.get(key);
        return known != null ? known : keep(key, PageCodec.write(page));
    }

    private byte[] keep(Key key, byte[] body) {
        kept.put(key, body);
        while (kept.size() > KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        return body;
    }

    Optional<byte[]> kept(String node, long sequence, Content content) {
        return Optional.ofNullable(kept.get(new Key(node, sequence, content)));
    }
}
