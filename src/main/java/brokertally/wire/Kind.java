package brokertally.wire;

/** What a message is; its fourth byte. */
enum Kind {
    GATHER(1),
    REPORT(2),
    CHUNK_REQUEST(3),
    CHUNK(4),
    GONE(5),
    GOODBYE(6),
    ASK_PAGES(7),
    MARKS(8),
    PAGE_REQUEST(9),
    PAGE_ANSWER(10),
    DEPOSIT(11),
    TAKEN(12),
    ASK_ENTRIES(13),
    ENTRIES(14),
    NEWS(15),
    ASK_PASS(16),
    PASS(17),
    UNASKED(18);

    /** Third byte of every message; another number is refused and counted, so that old and new can live in one cluster. */
    static final int VERSION = 4;

    private static final Kind[] ALL = values();
    private final int code;

    Kind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Kind of(int code) throws WireException {
        for (Kind kind : ALL) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new WireException(3, "no message has kind " + code);
    }
}
