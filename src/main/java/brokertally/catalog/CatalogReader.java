package brokertally.catalog;

import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the table of families: tab-separated, a header line, comment lines with {@code #}. */
final class CatalogReader {
    private static final String HEADER = "endpoint\tname\ttype\tclass\tflags\thelp";
    private static final int COLUMNS = 6;

    private CatalogReader() {}

    /** The entries by name, in order; throws {@link IllegalArgumentException} with the line number for a bad line. */
    static Map<String, CatalogEntry> read(Reader text) throws IOException {
        Map<String, CatalogEntry> entries = new LinkedHashMap<>();
        BufferedReader lines = new BufferedReader(text);
        boolean header = false;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.startsWith("#")) {
                continue;
            }
            if (!header) {
                require(line.equals(HEADER), number, "the header must be: " + HEADER);
                header = true;
                continue;
            }
            CatalogEntry entry = entry(line.split("\t", -1), number, entries.size());
            require(entries.put(entry.name(), entry) == null, number, entry.name() + " stands twice");
        }
        return entries;
    }

    private static CatalogEntry entry(String[] cells, int line, int order) {
        require(cells.length == COLUMNS, line, cells.length + " columns instead of " + COLUMNS);
        require(cells[4].equals("-") || cells[4].equals("may_fall"), line, "unknown flag " + cells[4]);
        return new CatalogEntry(
                cells[1],
                known(Endpoint.ofPath(cells[0]), line, cells[0]),
                known(MetricType.ofText(cells[2]), line, cells[2]),
                known(AggregationClass.ofText(cells[3]), line, cells[3]),
                cells[4].equals("may_fall"),
                cells[5],
                order);
    }

    private static <T> T known(Optional<T> value, int line, String cell) {
        return value.orElseThrow(() -> new IllegalArgumentException("catalog line " + line + ": unknown word " + cell));
    }

    private static void require(boolean holds, int line, String what) {
        if (!holds) {
            throw new IllegalArgumentException("catalog line " + line + ": " + what);
        }
    }
}
