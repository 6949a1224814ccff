package brokertally.config;

import java.time.Duration;
import java.util.Optional;

/** Zero, which switches something off, or what the other kind allows. */
record OrZero(Kind<Duration> other) implements Kind<Duration> {
    private static final Kind<Duration> ZERO = Ranged.duration("0", "0");

    @Override
    public Optional<Duration> read(Given given, Problems problems) {
        Optional<Duration> zero = ZERO.read(given, new Problems());
        if (zero.isPresent()) {
            return zero;
        }
        Problems found = new Problems();
        Optional<Duration> value = other.read(given, found);
        found.sorted().forEach(problem -> problems.add(given, problem.what().replace(other.range(), range())));
        return value;
    }

    @Override
    public String range() {
        return "0, " + other.range();
    }
}
