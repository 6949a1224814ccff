package brokertally;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.Libraries.Library;
import brokertally.Libraries.Minimum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What the product is made of: each part has a reason, and none is older than it may be (threat T30). */
class DependenciesTest {
    static List<Minimum> minimums() throws Exception {
        return Libraries.minimums();
    }

    /** Threat T30. */
    @ParameterizedTest
    @MethodSource("minimums")
    void threatT30_noLibraryIsOlderThanItMayBe(Minimum minimum) {
        List<Library> own = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .flatMap(file -> Library.of(file).stream())
                .filter(minimum::isOf)
                .toList();
        assertThat(own).isNotEmpty().noneMatch(library -> library.isOlderThan(minimum.version()));
    }

    @ParameterizedTest
    @CsvSource({
        "4.2.16.Final, 4.2.17, true",
        "4.2.17.Final, 4.2.17, false",
        "5.6.0, 5.6, false",
        "5.5.9, 5.6, true",
        "10.0, 9.9, false"
    })
    void versionsAreComparedByNumbers(String version, String minimum, boolean older) {
        assertThat(new Library("x", version).isOlderThan(minimum)).isEqualTo(older);
    }

    @Test
    void eachDirectDependencyHasItsReason() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse("pom.xml");
        List<Element> direct = children(pom.getDocumentElement(), "dependencies")
                .flatMap(all -> children(all, "dependency"))
                .toList();
        String rationale = Files.readString(Path.of("RATIONALE.md"));
        String table = rationale.substring(rationale.indexOf("## Dependencies"), rationale.indexOf("## Under stress"));
        assertThat(direct).hasSizeGreaterThan(10).allSatisfy(dependency -> {
            String name =
                    children(dependency, "artifactId").findFirst().orElseThrow().getTextContent();
            assertThat(table)
                    .as("RATIONALE.md, Dependencies")
                    .containsPattern("\\| [^|]*`" + name + "`[^|]*\\| [^|]{10,}\\|");
        });
    }

    private static Stream<Element> children(Element parent, String name) {
        Stream.Builder<Element> found = Stream.builder();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found.build();
    }
}
