package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.wire.Message.AskPass;
import brokertally.wire.Message.Pass;
import brokertally.wire.Message.Token;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PassesTest {
    private final Passes a = new Passes("a");
    private final Passes b = new Passes("b");

    @Test
    void tokenThatTheMemberWasGiven_isAccepted() {
        assertThat(a.take(b.give(a.ask("b").orElseThrow()))).isTrue();

        assertThat(b.accepts("a", a.towards("b"))).isTrue();
        assertThat(a.ask("b")).as("has it").isEmpty();
    }

    @Test
    void tokenOfAnotherMember_ofAnotherGiver_orNone_isNot() {
        a.take(b.give(a.ask("b").orElseThrow()));

        assertThat(b.accepts("c", a.towards("b"))).isFalse();
        assertThat(new Passes("b").accepts("a", a.towards("b"))).isFalse();
        assertThat(b.accepts("a", Token.NONE)).isFalse();
    }

    @Test
    void everyBitOfTheTokenCounts() {
        a.take(b.give(a.ask("b").orElseThrow()));
        Token right = a.towards("b");
        for (int bit = 0; bit < 64; bit++) {
            assertThat(b.accepts("a", new Token(right.high() ^ 1L << bit, right.low())))
                    .isFalse();
            assertThat(b.accepts("a", new Token(right.high(), right.low() ^ 1L << bit)))
                    .isFalse();
        }
    }

    /** Threat T9: who knows the names alone gets nowhere. */
    @Test
    void threatT9_guessedTokens_areNeverAccepted() {
        SplittableRandom random = new SplittableRandom(9);
        for (int guess = 0; guess < 100_000; guess++) {
            assertThat(b.accepts("a", new Token(random.nextLong(), random.nextLong())))
                    .isFalse();
        }
    }

    /** Threat T9: a stranger that sends tokens of its own must not put them in the place of the right one. */
    @Test
    void threatT9_passThatNobodyAskedFor_isNotTaken() {
        AskPass question = a.ask("b").orElseThrow();
        Token stranger = new Token(1, 2);

        assertThat(a.take(new Pass("b", stranger, stranger))).isFalse();
        assertThat(a.take(b.give(question))).isTrue();
        assertThat(a.take(new Pass("b", stranger, stranger))).isFalse();
        assertThat(a.take(new Pass("b", question.nonce(), stranger)))
                .as("answered twice")
                .isFalse();
        assertThat(b.accepts("a", a.towards("b"))).isTrue();
    }

    @Test
    void theQuestionStaysTheSame_untilItIsAnswered() {
        assertThat(a.ask("b")).isEqualTo(a.ask("b"));
    }

    @Test
    void tokenThatWasRefused_isAskedForAgain_unlessANewerOneIsHeld() {
        a.take(b.give(a.ask("b").orElseThrow()));

        assertThat(a.forget("b", new Token(1, 2))).isFalse();
        assertThat(a.ask("b")).isEmpty();
        assertThat(a.forget("b", a.towards("b"))).isTrue();
        assertThat(a.ask("b")).isPresent();
        assertThat(a.forget("b", Token.NONE)).isFalse();
    }

    @Test
    void membersThatHaveGone_areForgotten() {
        a.take(b.give(a.ask("b").orElseThrow()));

        a.retain(List.of("c"));

        assertThat(a.towards("b")).isEqualTo(Token.NONE);
        assertThat(a.ask("b")).isPresent();
    }

    @Test
    void endlessNames_doNotFillMemory() {
        for (int i = 0; i < 10_000; i++) {
            a.ask("m" + i);
        }
        assertThat(a.ask("one more")).isEmpty();
    }
}
