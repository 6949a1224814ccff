package brokertally.http;

import brokertally.cluster.MemberView;
import brokertally.model.PushState;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code GET /}: what is here, and who is in the cluster; plain HTML without script. */
final class LandingHandler implements Handler<RoutingContext> {
    private static final String VERSION = "{{version}}";
    private static final String MEMBERS = "{{members}}";

    private final String before;
    private final String after;
    private final Supplier<List<MemberView>> members;

    LandingHandler(String version, Supplier<List<MemberView>> members) {
        String page = Resources.text("landing.html").replace(VERSION, escaped(version));
        int rows = page.indexOf(MEMBERS);
        this.before = page.substring(0, rows);
        this.after = page.substring(rows + MEMBERS.length());
        this.members = members;
    }

    @Override
    public void handle(RoutingContext context) {
        StringBuilder page = new StringBuilder(before);
        members.get().forEach(member -> row(member, page));
        Reply.send(
                context.request(),
                200,
                Reply.HTML,
                Buffer.buffer(page.append(after).toString()));
    }

    private static void row(MemberView member, StringBuilder page) {
        MemberView.Sample sample = member.sample();
        page.append("<tr><th scope=\"row\">").append(escaped(member.node()));
        page.append(member.self() ? " <small>answers you</small></th>" : "</th>");
        cell(MemberText.status(member), page);
        cell(member.address(), page);
        cell(member.broker().kind() + " " + member.broker().version(), page);
        cell(member.broker().up() ? "up" : member.broker().reason().text(), page);
        cell(sample.known() ? Integer.toString(sample.series()) : "–", page);
        cell(sample.known() ? String.format(Locale.ROOT, "%.1f s", sample.ageMillis() / 1000.0) : "–", page);
        cell(member.push().map(LandingHandler::push).orElse("–"), page);
        page.append("</tr>\n");
    }

    private static String push(PushState push) {
        return push.failure()
                .map(failure -> push.kind().text() + ": " + failure.text())
                .orElse(push.kind().text());
    }

    private static void cell(String text, StringBuilder page) {
        page.append("<td>").append(escaped(text)).append("</td>");
    }

    /** Text as HTML shows it, in an element or a quoted attribute. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
