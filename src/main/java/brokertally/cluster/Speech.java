package brokertally.cluster;

import brokertally.wire.Message;
import brokertally.wire.Message.Token;
import brokertally.wire.MessageCodec;
import brokertally.wire.WireLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;

/** What this sidecar says without being asked, and what it believes of what others say so. Lives on one event loop. */
final class Speech {
    private final Vertx vertx;
    private final Membership membership;
    private final MessageCodec messages;
    private final ClusterCounts counts;
    private final Passes passes;
    private final Refusals refusals;

    Speech(Vertx vertx, Membership membership, WireLimits limits, ClusterCounts counts) {
        this.vertx = vertx;
        this.membership = membership;
        this.messages = new MessageCodec(limits);
        this.counts = counts;
        this.passes = new Passes(membership.member());
        this.refusals = new Refusals(membership);
    }

    /** How much of what was said unasked is to be believed. */
    enum Trust {
        /** The member that it names has said it. */
        BELIEVED,
        /** A member that was given no token yet may have said it: to be asked, not to be believed. */
        HINT,
        /** Somebody else has said it. */
        FORGED
    }

    ClusterCounts counts() {
        return counts;
    }

    Passes passes() {
        return passes;
    }

    /** Forgets all members but these. */
    void retain(Collection<String> members) {
        passes.retain(members);
        refusals.retain(members);
    }

    /** The message in the form that the member believes, or takes for a hint as long as it has given no token. */
    Message.Unasked unasked(String member, Message message) {
        Token token = passes.towards(member);
        if (token.equals(Token.NONE)) {
            askPass(member);
        }
        return new Message.Unasked(membership.member(), token, message);
    }

    /** Says it to each of these and waits for no answer. */
    void tell(Collection<String> members, Message message) {
        members.forEach(member -> send(member, unasked(member, message)));
    }

    /** Asks a member for its token, unless this sidecar has it. */
    void askPass(String member) {
        passes.ask(member).ifPresent(question -> send(member, question));
    }

    /**
     * Gives the member that is named its token: at its own address, so that nobody else can have asked for it. A name that
     * is no member's gets nothing: the bus would keep something of every address.
     */
    void give(Message.AskPass question) {
        if (membership.members().contains(question.member())) {
            send(question.member(), passes.give(question));
        }
    }

    /** Takes the token that this sidecar asked for. */
    void take(Message.Pass pass) {
        if (!passes.take(pass) && passes.towards(pass.member()).equals(Token.NONE)) {
            counts.forged();
        }
    }

    /** Whether to believe; what is forged is counted. */
    Trust judge(Message.Unasked unasked) {
        Trust trust = trust(unasked);
        if (trust == Trust.FORGED) {
            counts.forged();
        }
        return trust;
    }

    private Trust trust(Message.Unasked unasked) {
        String member = unasked.member();
        if (!speaker(unasked).equals(member) || member.equals(membership.member())) {
            return Trust.FORGED;
        }
        if (passes.accepts(member, unasked.token())) {
            return Trust.BELIEVED;
        }
        boolean mayBe =
                unasked.token().equals(Token.NONE) && membership.members().contains(member);
        return mayBe ? Trust.HINT : Trust.FORGED;
    }

    /** Who speaks according to the message itself. */
    private static String speaker(Message.Unasked unasked) {
        Message message = unasked.message();
        if (message instanceof Message.Report report) {
            return report.peer().member();
        }
        if (message instanceof Message.Deposit deposit) {
            return deposit.report().peer().member();
        }
        return message instanceof Message.Goodbye goodbye ? goodbye.member() : unasked.member();
    }

    private void send(String member, Message message) {
        vertx.eventBus()
                .<Buffer>sender(Addresses.node(member))
                .write(Buffer.buffer(messages.write(message)))
                .onFailure(error -> refusals.met(member, error));
    }
}
