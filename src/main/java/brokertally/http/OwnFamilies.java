package brokertally.http;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Layouts;
import brokertally.model.Measure;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures of many rooms in the order of a page: families by name, series by label text. Of two measures of one name and
 * label text the first counts, and the first of a name gives the family its type and help.
 *
 * @param table families and series
 * @param values one for each series
 */
record OwnFamilies(SeriesTable table, double[] values) {
    static OwnFamilies of(List<Measure> measures) {
        Map<String, TreeMap<String, Measure>> byName = new TreeMap<>();
        Map<String, Measure> first = new TreeMap<>();
        for (Measure measure : measures) {
            first.putIfAbsent(measure.name(), measure);
            byName.computeIfAbsent(measure.name(), name -> new TreeMap<>()).putIfAbsent(measure.labels(), measure);
        }
        Layouts layouts = new Layouts();
        double[] values =
                new double[byName.values().stream().mapToInt(Map::size).sum()];
        byName.forEach((name, series) -> {
            Measure giver = first.get(name);
            layouts.family(new Family(Endpoint.STATS, name, giver.type(), giver.help()));
            series.forEach((labels, measure) -> values[layouts.add(Suffix.NONE, labels)] = measure.value());
        });
        return new OwnFamilies(layouts.build(), values);
    }
}
