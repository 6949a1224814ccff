package brokertally.ledger;

import brokertally.model.Bounds;
import brokertally.model.Family;
import brokertally.model.Labels;
import brokertally.model.Suffix;
import java.util.ArrayList;
import java.util.List;

/** The series of one unit with their numbers: a scalar, or a histogram or summary to which others of other bounds are added. */
final class Sheaf {
    private final Family family;
    private List<Ear> ears;

    Sheaf(Family family, List<Ear> ears) {
        this.family = family;
        this.ears = ears;
    }

    /**
     * One series.
     *
     * @param last what it read
     * @param base what stands behind that
     */
    record Ear(Suffix suffix, String labels, double last, double base) {
        double total() {
            return Columns.add(last, base);
        }

        /** The bound of a bucket; NaN for any other series. */
        double bound() {
            return suffix == Suffix.BUCKET ? Bounds.of(Labels.value(labels, "le")) : Double.NaN;
        }

        boolean isSame(Ear other) {
            return suffix == other.suffix && labels.equals(other.labels);
        }

        private Ear plus(double amount) {
            return new Ear(suffix, labels, last, Columns.add(base, amount));
        }

        /** Without a reading: what comes next under this name does not continue it. */
        private Ear settled() {
            return new Ear(suffix, labels, 0, total());
        }
    }

    Family family() {
        return family;
    }

    List<Ear> ears() {
        return ears;
    }

    int size() {
        return ears.size();
    }

    Ear first() {
        return ears.get(0);
    }

    /** Puts another unit of this name behind this one; returns by how many series this one has grown. */
    int add(Sheaf more) {
        int before = size();
        if (hasSameSeries(more)) {
            List<Ear> sums = new ArrayList<>(before);
            for (int k = 0; k < before; k++) {
                sums.add(ears.get(k).plus(more.ears.get(k).total()));
            }
            ears = sums;
        } else {
            ears = union(more);
        }
        return size() - before;
    }

    private boolean hasSameSeries(Sheaf more) {
        boolean same = size() == more.size();
        for (int k = 0; k < size() && same; k++) {
            same = ears.get(k).isSame(more.ears.get(k));
        }
        return same;
    }

    /** Histograms of different bounds are added as steps, so that buckets still rise with their bound (trap 8). */
    private List<Ear> union(Sheaf more) {
        List<Ear> union = new ArrayList<>();
        for (Ear ear : ears) {
            union.add(ear.settled().plus(more.at(ear)));
        }
        for (Ear ear : more.ears) {
            if (ears.stream().noneMatch(ear::isSame)) {
                union.add(ear.settled().plus(at(ear)));
            }
        }
        return union;
    }

    /** What this unit has for a series of another: of a bucket what its own largest bound that is not above has. */
    private double at(Ear series) {
        double bound = series.bound();
        Ear best = null;
        for (Ear ear : ears) {
            if (ear.isSame(series)) {
                return ear.total();
            }
            boolean below = ear.bound() <= bound;
            if (below && (best == null || ear.bound() > best.bound())) {
                best = ear;
            }
        }
        return best == null ? 0 : best.total();
    }
}
