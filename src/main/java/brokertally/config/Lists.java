package brokertally.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of values of one kind; every bad element is told. */
record Lists<T>(Kind<T> element, String range) implements Kind<List<T>> {
    @Override
    public Optional<List<T>> read(Given given, Problems problems) {
        if (!given.is(ConfigValueType.LIST)) {
            problems.add(given, given.shown() + " is not a list; write [ ... ]");
            return Optional.empty();
        }
        ConfigList list = (ConfigList) given.value();
        List<T> elements = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            element.read(new Given(given.path() + "[" + i + "]", list.get(i)), problems)
                    .ifPresent(elements::add);
        }
        return elements.size() == list.size() ? Optional.of(List.copyOf(elements)) : Optional.empty();
    }

    @Override
    public boolean structured() {
        return true;
    }
}
