package brokertally.tally;

import brokertally.model.Fingerprint;
import java.util.List;

/**
 * What a {@link Plan} depends on, apart from the catalog: a plan serves every gather of the same key. Neither values nor
 * ages nor who answered are part of it.
 *
 * @param selection what is asked for
 * @param answering node name of the answering sidecar
 * @param nodes every known node, by name
 * @param carried the carried parts in the order of the gather; none unless the answer is aggregated
 */
public record PlanKey(Selection selection, String answering, List<NodeSchema> nodes, List<CarriedSchema> carried) {
    public PlanKey {
        nodes = List.copyOf(nodes);
        carried = List.copyOf(carried);
    }

    /**
     * One node's part.
     *
     * @param node its name
     * @param schema fingerprint of its snapshot's schema; {@link Fingerprint#NONE} when it contributes nothing
     */
    public record NodeSchema(String node, Fingerprint schema) {
        static NodeSchema of(NodeView view) {
            return new NodeSchema(
                    view.node(),
                    view.snapshot().isPresent() ? view.snapshot().get().schema().fingerprint() : Fingerprint.NONE);
        }

        /** True when this view can be read with a plan made for this part. */
        boolean fits(NodeView view) {
            Fingerprint shown =
                    view.snapshot().isPresent() ? view.snapshot().get().schema().fingerprint() : Fingerprint.NONE;
            return schema.equals(shown) && node.equals(view.node());
        }
    }

    /**
     * One carried part.
     *
     * @param node name of the node whose part it is
     * @param kind whether its series are shown because of it
     * @param schema fingerprint of its schema
     */
    public record CarriedSchema(String node, Carried.Kind kind, Fingerprint schema) {
        static CarriedSchema of(Carried part) {
            return new CarriedSchema(part.node(), part.kind(), part.schema().fingerprint());
        }

        /** True when this part can be read with a plan made for it. */
        boolean fits(Carried part) {
            return schema.equals(part.schema().fingerprint()) && kind == part.kind() && node.equals(part.node());
        }
    }

    static PlanKey of(Selection selection, Gathered gathered) {
        return new PlanKey(
                selection,
                gathered.answering(),
                gathered.nodes().stream().map(NodeSchema::of).toList(),
                carried(selection, gathered));
    }

    private static List<CarriedSchema> carried(Selection selection, Gathered gathered) {
        List<Carried> parts = gathered.carriedIn(selection.mode());
        return parts.isEmpty()
                ? List.of()
                : parts.stream().map(CarriedSchema::of).toList();
    }
}
