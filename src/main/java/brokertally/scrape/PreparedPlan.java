package brokertally.scrape;

import brokertally.tally.Aggregator;
import brokertally.tally.Gathered;
import brokertally.tally.Plan;
import brokertally.text.Template;
import brokertally.text.TextBuffer;
import brokertally.text.TextWriter;
import io.vertx.core.buffer.Buffer;

/** A plan with its template and the array that it fills again and again. Used by one thread at a time. */
final class PreparedPlan {
    private static final int PAGE_BYTES_OF_A_NUMBER = 8;

    private final Plan plan;
    private final Template template;
    private final double[] values;

    PreparedPlan(Plan plan) {
        this.template = Template.of(plan.layout());
        this.plan = plan.withoutLayout();
        this.values = new double[plan.slots()];
    }

    int slots() {
        return plan.slots();
    }

    int conflicts() {
        return plan.conflicts();
    }

    /** What it takes in memory, its page included, in bytes; near enough for a budget. */
    long bytes() {
        return 2 * template.bytes() + (8L + PAGE_BYTES_OF_A_NUMBER) * slots();
    }

    /**
     * The page of this gather.
     *
     * @param room where it is written before it is copied; lent by the caller, who uses it for no other page meanwhile
     */
    synchronized Buffer render(Gathered gathered, TextBuffer room) {
        Aggregator.fill(plan, gathered, values);
        room.reset();
        TextWriter.write(template, values, room);
        return Buffer.buffer(room.length()).appendBytes(room.bytes(), 0, room.length());
    }
}
