package brokertally.text;

import java.util.Optional;

/** Counts what the reading of some pages leaves out. */
final class Faults {
    private int badLines;
    private int overLimit;
    private Optional<String> first = Optional.empty();
    private String where = "";

    /** What is put behind the reasons that follow, to tell one page from another. */
    void where(String newWhere) {
        where = newWhere;
    }

    /** A line that cannot be read; line and column count from 1. */
    void bad(int line, int column, String what) {
        badLines++;
        if (first.isEmpty()) {
            first = Optional.of(new ParseException(line, column, what + where).getMessage());
        }
    }

    /** A sample or a line of metadata over a limit. */
    void overLimit() {
        overLimit++;
    }

    ParseReport report(int duplicates) {
        boolean clean = badLines == 0 && overLimit == 0 && duplicates == 0;
        return clean ? ParseReport.CLEAN : new ParseReport(badLines, duplicates, overLimit, first);
    }
}
