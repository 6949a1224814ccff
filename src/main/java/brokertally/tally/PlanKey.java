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
 */
public record PlanKey(Selection selection, String answering, List<NodeSchema> nodes) {
    public PlanKey {
        nodes = List.copyOf(nodes);
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

    static PlanKey of(Selection selection, Gathered gathered) {
        return new PlanKey(
                selection,
                gathered.answering(),
                gathered.nodes().stream().map(NodeSchema::of).toList());
    }
}
