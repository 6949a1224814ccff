package brokertally.ledger;

import brokertally.model.Schema;
import brokertally.model.Values;

/**
 * Series with two numbers each: what they read last, and what stands behind them from before.
 *
 * @param schema what the numbers are
 * @param last one for each series of the schema, {@link Values#ABSENT} where nothing has been read; read only
 * @param base one for each series, or no element at all while all are 0; read only
 */
public record Columns(Schema schema, double[] last, double[] base) {
    static final double[] NO_BASE = {};

    /** No series. */
    public static final Columns NONE = new Columns(Schema.EMPTY, new double[0], NO_BASE);

    public Columns {
        if (last.length != schema.size() || (base.length != 0 && base.length != last.length)) {
            throw new IllegalArgumentException(
                    schema.size() + " series, " + last.length + " last, " + base.length + " base");
        }
    }

    /** Number of series. */
    public int size() {
        return last.length;
    }

    /** True when some series may have a base. */
    public boolean hasBase() {
        return base.length != 0;
    }

    /** What stands behind series i. */
    public double base(int i) {
        return base.length == 0 ? 0 : base[i];
    }

    /** What series i contributes: last and base together; {@link Values#ABSENT} when it was never read. */
    public double total(int i) {
        return base.length == 0 || Values.isAbsent(last[i]) ? last[i] : add(last[i], base[i]);
    }

    /** The totals of all series; a new array. */
    public double[] totals() {
        double[] totals = new double[last.length];
        for (int i = 0; i < totals.length; i++) {
            totals[i] = total(i);
        }
        return totals;
    }

    /** The sum, kept finite: what overflows stands still at the largest number there is, for an infinity never goes away again. */
    static double add(double a, double b) {
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, a + b));
    }

    /** What has to stand behind a reading for this total; where it cannot be had exactly, a little more, never less. */
    static double baseFor(double total, double reading) {
        double base = add(total, -reading);
        return base + reading < total ? Math.nextUp(base) : base;
    }
}
