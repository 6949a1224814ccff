package brokertally.demo;

import io.vertx.core.buffer.Buffer;

/** Finds the packets in one direction of an MQTT connection (MQTT 3.1.1 §2.2); keeps no more of them than three bytes. */
final class PacketReader {
    private static final int LONGEST_LENGTH = 4;

    private final Sink sink;
    private Step step = Step.HEADER;
    private int header;
    private int lengthBytes;
    private int length;
    private int read;
    private int first;
    private int second;

    private enum Step {
        HEADER,
        LENGTH,
        BODY,
        /** What comes is not MQTT; the broker will say so itself. */
        LOST
    }

    /** Takes a packet once its last byte is there. */
    interface Sink {
        /** The fixed header's first byte and the first two bytes behind the length; 0 where there are none. */
        void packet(int header, int first, int second);
    }

    PacketReader(Sink sink) {
        this.sink = sink;
    }

    void feed(Buffer bytes) {
        int at = 0;
        while (at < bytes.length() && step != Step.LOST) {
            if (step == Step.BODY) {
                at = body(bytes, at);
            } else {
                fixed(bytes.getUnsignedByte(at++));
            }
        }
    }

    private void fixed(int octet) {
        if (step == Step.HEADER) {
            header = octet;
            length = 0;
            lengthBytes = 0;
            read = 0;
            first = 0;
            second = 0;
            step = Step.LENGTH;
            return;
        }
        length |= (octet & 0x7f) << 7 * lengthBytes++;
        if ((octet & 0x80) == 0) {
            step = Step.BODY;
            endIfRead();
        } else if (lengthBytes == LONGEST_LENGTH) {
            step = Step.LOST;
        }
    }

    private int body(Buffer bytes, int from) {
        int taken = Math.min(length - read, bytes.length() - from);
        for (int i = 0; i < taken && read + i < 2; i++) {
            int octet = bytes.getUnsignedByte(from + i);
            first = read + i == 0 ? octet : first;
            second = read + i == 1 ? octet : second;
        }
        read += taken;
        endIfRead();
        return from + taken;
    }

    private void endIfRead() {
        if (read == length) {
            step = Step.HEADER;
            sink.packet(header, first, second);
        }
    }
}
