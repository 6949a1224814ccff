package brokertally.cluster;

import brokertally.ledger.Columns;
import brokertally.ledger.LedgerPage;
import brokertally.model.Snapshot;
import brokertally.wire.BodyCodec;
import brokertally.wire.Message.Content;
import brokertally.wire.PageCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last encoded bodies, so that one sample is encoded once for all who ask and a long one can be fetched in parts. */
final class Bodies {
    /** Two samples, each with and without schema: an asker that is a sample behind still gets its chunks. */
    private static final int KEPT = 4;

    private record Key(long sequence, Content content) {}

    private final Map<Key, byte[]> kept = new LinkedHashMap<>();

    byte[] of(Snapshot snapshot, long stamp, Content content) {
        if (content == Content.NONE) {
            return new byte[0];
        }
        Key key = new Key(snapshot.sequence(), content);
        byte[] known = kept.get(key);
        if (known != null) {
            return known;
        }
        byte[] body = content == Content.PAGE ? PageCodec.write(page(snapshot, stamp)) : BodyCodec.write(snapshot);
        kept.put(key, body);
        while (kept.size() > KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        return body;
    }

    private static LedgerPage page(Snapshot snapshot, long stamp) {
        LedgerPage.Head head = new LedgerPage.Head(
                snapshot.node(), snapshot.incarnation(), 0, snapshot.sequence(), stamp, snapshot.takenMillis());
        Columns columns = new Columns(snapshot.schema(), snapshot.values(), new double[0]);
        return new LedgerPage(head, new LedgerPage.Current(columns, new int[0]), Columns.NONE, Map.of());
    }

    Optional<byte[]> kept(long sequence, Content content) {
        return Optional.ofNullable(kept.get(new Key(sequence, content)));
    }
}
