package brokertally.it;

import java.util.Map;

/** A broker that counts while a test wants it to, that can be killed and started again, and whose true counts are known. */
interface MovingBroker extends AutoCloseable {
    /**
     * What a broker has counted of one series since {@link #count}, in all its lives.
     *
     * @param least what it has counted for sure
     * @param most what it may have counted: the end of a message that was being sent when it died is not known
     * @param sample what it counts at most between two samples; the end of each life may be lost up to that
     */
    record Counted(long least, long most, long sample) {
        Counted plus(Counted other) {
            return new Counted(least + other.least, most + other.most, sample + other.sample);
        }
    }

    /** The settings of the sidecar beside it. */
    String source();

    /** From now on it counts. */
    void count() throws Exception;

    /** Returns when it counts no more. */
    void rest() throws Exception;

    /** It ends as the kernel ends a process; what it counts next starts at 0. */
    void kill() throws Exception;

    void restart() throws Exception;

    /** How often it was killed while it counted. */
    int livesEnded();

    /** By series as the cluster shows it: name with sorted labels. */
    Map<String, Counted> counted();

    @Override
    void close() throws Exception;
}
