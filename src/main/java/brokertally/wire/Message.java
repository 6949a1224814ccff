package brokertally.wire;

import brokertally.model.BrokerState;
import brokertally.model.Fingerprint;
import brokertally.model.Incarnation;
import java.util.Optional;

/** What sidecars say to each other. */
public sealed interface Message {

    /**
     * Asks a sidecar for a report.
     *
     * @param maxAgeMillis a sample that is not older will do; 0 = read the broker
     * @param known the schema that the asker knows of this node; {@link Fingerprint#NONE} = none
     * @param knownSequence the last snapshot that the asker has of this node, -1 = none; when it is still the last one,
     *     the answer has no body
     */
    record Gather(long maxAgeMillis, Fingerprint known, long knownSequence) implements Message {}

    /**
     * A report; answers {@link Gather}, or is published after a sample.
     *
     * @param peer the sidecar that reports
     * @param node name of its broker node
     * @param broker how the broker is
     * @param ageMillis age of the snapshot when the report was made
     * @param snapshot the head of the last snapshot; empty when there is none
     * @param body its body
     */
    record Report(Peer peer, String node, BrokerState broker, long ageMillis, Optional<Head> snapshot, Body body)
            implements Message {}

    /**
     * A sidecar.
     *
     * @param member its identifier in the cluster; another one after each restart
     * @param address {@code host:port} of its HTTP server
     * @param version its version
     */
    record Peer(String member, String address, String version) {}

    /**
     * What a snapshot is, without its numbers.
     *
     * @param incarnation which life of the broker
     * @param sequence its sequence
     * @param takenMillis when it was taken
     * @param fingerprint of its schema
     * @param series number of its series
     */
    record Head(Incarnation incarnation, long sequence, long takenMillis, Fingerprint fingerprint, int series) {}

    /**
     * The numbers of a snapshot.
     *
     * @param content what they consist of
     * @param length bytes of the whole body
     * @param inline the body itself when it fits into {@link WireLimits#CHUNK_BYTES}; else empty, and it is fetched by {@link
     *     ChunkRequest}
     */
    record Body(Content content, int length, byte[] inline) {
        public static final Body NONE = new Body(Content.NONE, 0, new byte[0]);

        /** True when the body has to be fetched in chunks. */
        public boolean chunked() {
            return length > inline.length;
        }
    }

    /** What a body consists of. */
    enum Content {
        /** Nothing: an announcement. */
        NONE(0),
        /** Values; the receiver has the schema. */
        VALUES(1),
        /** Schema, then values. */
        SCHEMA_AND_VALUES(2);

        private static final Content[] ALL = values();
        private final int code;

        Content(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Content of(int code, int offset) throws WireException {
            if (code >= ALL.length) {
                throw new WireException(offset, "no body has content " + code);
            }
            return ALL[code];
        }
    }

    /**
     * Asks for a part of a long body.
     *
     * @param sequence of the snapshot
     * @param content what the body consists of
     * @param offset first byte wanted
     */
    record ChunkRequest(long sequence, Content content, int offset) implements Message {}

    /**
     * A part of a long body.
     *
     * @param sequence of the snapshot
     * @param offset its first byte in the body
     * @param bytes at most {@link WireLimits#CHUNK_BYTES}
     */
    record Chunk(long sequence, int offset, byte[] bytes) implements Message {}

    /** Answers a {@link ChunkRequest} for a snapshot that is no longer kept. */
    record Gone(long sequence) implements Message {}

    /**
     * A sidecar leaves in good order.
     *
     * @param member its identifier
     */
    record Goodbye(String member) implements Message {}
}
