package brokertally;

/** Exit codes of the commands. */
final class Exit {
    /** Not an exit at all: the sidecar serves until a signal ends it. */
    static final int SERVING = -1;

    static final int OK = 0;
    static final int FAILED = 1;

    /** EX_CONFIG of sysexits.h. */
    static final int CONFIG = 78;

    private Exit() {}
}
