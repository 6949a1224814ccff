package brokertally.scrape;

import brokertally.tally.Aggregator;
import brokertally.tally.Gathered;
import brokertally.tally.Plan;
import brokertally.text.Template;
import brokertally.text.TextBuffer;
import brokertally.text.TextWriter;
import io.vertx.core.buffer.Buffer;

/** A plan with its template and the arrays that it fills again and again. Used by one thread at a time. */
final class PreparedPlan {
    /** The buffer of a longer text is not kept: it would hold as much memory as the page itself. */
    private static final int KEPT_TEXT_BYTES = 1 << 20;

    private final Plan plan;
    private final Template template;
    private final double[] values;
    private TextBuffer kept = new TextBuffer();
    private int lastLength;

    PreparedPlan(Plan plan) {
        this.plan = plan;
        this.template = Template.of(plan.layout());
        this.values = new double[plan.slots()];
    }

    int slots() {
        return plan.slots();
    }

    int conflicts() {
        return plan.conflicts();
    }

    /** The page of this gather. */
    synchronized Buffer render(Gathered gathered) {
        Aggregator.fill(plan, gathered, values);
        TextBuffer text = lastLength > KEPT_TEXT_BYTES ? new TextBuffer(lastLength + lastLength / 4) : kept;
        text.reset();
        TextWriter.write(template, values, text);
        lastLength = text.length();
        kept = lastLength > KEPT_TEXT_BYTES ? new TextBuffer(0) : text;
        return Buffer.buffer(text.length()).appendBytes(text.bytes(), 0, text.length());
    }
}
