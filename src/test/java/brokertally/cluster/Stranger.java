package brokertally.cluster;

import brokertally.scrape.InProcessNode;
import brokertally.wire.Message;
import brokertally.wire.MessageCodec;
import brokertally.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A member of which the test says what it answers; a future that never completes is a frozen one. */
final class Stranger {
    private static final MessageCodec CODEC = new MessageCodec(InProcessNode.LIMITS);

    private final List<Message> asked = new CopyOnWriteArrayList<>();

    Stranger(LoopFixture fixture, String member, Function<Message, Future<Message>> answer) throws Exception {
        fixture.cluster.add(member);
        LoopFixture.await(fixture.vertx
                .eventBus()
                .<Buffer>consumer(Addresses.node(member), question -> {
                    Message message = read(question.body());
                    asked.add(message);
                    answer.apply(message)
                            .onSuccess(reply -> question.reply(Buffer.buffer(CODEC.write(reply))))
                            .onFailure(error -> question.fail(1, "refused"));
                })
                .completion());
    }

    /** What it was asked so far, of one kind. */
    <T extends Message> List<T> asked(Class<T> kind) {
        return asked.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Message read(Buffer bytes) {
        try {
            Message message = CODEC.read(bytes.getBytes());
            return message instanceof Message.Unasked unasked ? unasked.message() : message;
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }
}
