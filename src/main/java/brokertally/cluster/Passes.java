package brokertally.cluster;

import brokertally.wire.Message.AskPass;
import brokertally.wire.Message.Pass;
import brokertally.wire.Message.Token;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what members know each other when one says something unasked (threat T9). All hold the same key of the bus, so the bus
 * itself cannot tell them apart; but what is sent to the address of a member reaches that member only. So each gives each
 * other one a token, at its address, and believes what comes with it. An answer needs none: it was asked for at the address.
 *
 * <p>The tokens that this sidecar gives are computed from a secret of this process: it keeps no list that a stranger could
 * fill. Lives on one event loop.
 */
public final class Passes {
    private static final String MAC = "HmacSHA256";
    private static final int SECRET_BYTES = 32;

    /** Asks that are open at a time, and tokens that are held; more members than that are no cluster. */
    private static final int MAX_MEMBERS = 2 * Roster.MAX_MEMBERS;

    private final String self;
    private final SecureRandom random = new SecureRandom();
    private final Mac mac;
    private final Map<String, Token> asked = new HashMap<>();
    private final Map<String, Token> held = new HashMap<>();

    Passes(String self) {
        this.self = self;
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        try {
            this.mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret, MAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }

    /** True when this is the token that the member was given by this sidecar. */
    public boolean accepts(String member, Token token) {
        Token given = given(member);
        // Both halves are always compared: how long it takes says nothing of where they differ.
        return ((given.high() ^ token.high()) | (given.low() ^ token.low())) == 0;
    }

    /** What to show to a member; {@link Token#NONE} as long as it has given none. */
    public Token towards(String member) {
        return held.getOrDefault(member, Token.NONE);
    }

    /** The question for a token; to be sent to the member's address. The same one until it is answered. */
    Optional<AskPass> ask(String member) {
        if (held.containsKey(member) || asked.size() >= MAX_MEMBERS) {
            return Optional.empty();
        }
        return Optional.of(
                new AskPass(self, asked.computeIfAbsent(member, m -> new Token(random.nextLong(), random.nextLong()))));
    }

    /** The answer to a question; to be sent to the address of the member that it names, and nowhere else. */
    Pass give(AskPass question) {
        return new Pass(self, question.nonce(), given(question.member()));
    }

    /** Takes a token; false when nobody asked for it. */
    boolean take(Pass pass) {
        boolean wanted = pass.nonce().equals(asked.get(pass.member()));
        if (wanted) {
            asked.remove(pass.member());
            held.put(pass.member(), pass.token());
        }
        return wanted;
    }

    /** Forgets a token that its member did not accept; false when another one is held, or none. */
    boolean forget(String member, Token token) {
        return held.remove(member, token);
    }

    /** Forgets all members but these. */
    void retain(Collection<String> members) {
        asked.keySet().retainAll(members);
        held.keySet().retainAll(members);
    }

    private Token given(String member) {
        ByteBuffer code = ByteBuffer.wrap(mac.doFinal(member.getBytes(StandardCharsets.UTF_8)));
        return new Token(code.getLong(), code.getLong());
    }
}
