package brokertally.scrape;

import brokertally.model.SeriesTable;
import brokertally.model.Suffix;

/** What tells the series of one family apart: what stands behind the name, and the canonical label text. */
record SeriesName(Suffix suffix, String labels) {
    static SeriesName of(SeriesTable table, int series) {
        return new SeriesName(table.suffix(series), table.labels(series));
    }
}
