package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Finding.Trial;

import java.util.List;
import java.util.Map;

/** The results as one page of HTML that needs nothing else, and no script. */
final class Page {

    private static final String STYLE =
            """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
            pre{overflow-x:auto;padding:.8rem;border:1px solid #8884;font-size:13px;line-height:1.35}
            code{font-size:13px;overflow-wrap:anywhere}
            details{border-top:1px solid #8884;padding:.5rem 0}summary{cursor:pointer}
            .v{font-weight:600}.flaky{color:#b3400a}.fine{color:#2a7a3a}
            @media(prefers-color-scheme:dark){.flaky{color:#ff9a5c}.fine{color:#7fd08f}}
            """;

    private Page() {}

    static String html(Results results, String replay) {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
                .append("<title>Flaky tests</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Flaky tests</h1>\n<p>")
                .append(Escape.xml(Console.summary(results)))
                .append(
                        "</p>\n"
                                + "<table><tr><th>Tests</th><th>Verdict</th><th>What"
                                + " decides</th></tr>\n");
        for (Map.Entry<Verdict, Integer> entry : results.counts().entrySet()) {
            html.append(
                    "<tr><td>%d</td><td class=\"v %s\">%s</td><td>%s</td></tr>%n"
                            .formatted(
                                    entry.getValue(),
                                    kind(entry.getKey()),
                                    Escape.xml(entry.getKey().text()),
                                    Escape.xml(entry.getKey().meaning())));
        }
        html.append("</table>\n");
        for (Finding finding : results.findings()) {
            test(finding, replay, html);
        }
        return html.append("</body></html>\n").toString();
    }

    private static String kind(Verdict verdict) {
        return verdict.isFlaky() || verdict == Verdict.FAILS_ALWAYS ? "flaky" : "fine";
    }

    private static void test(Finding finding, String replay, StringBuilder html) {
        html.append(
                "<details%s><summary><code>%s</code> <span class=\"v %s\">%s</span></summary>%n<p>%s</p>%n"
                        .formatted(
                                finding.verdict().isFlaky() ? " open" : "",
                                Escape.xml(finding.subject().name()),
                                kind(finding.verdict()),
                                Escape.xml(finding.verdict().text()),
                                Escape.xml(finding.why())));
        if (!finding.trials().isEmpty()) {
            html.append("<table><tr><th>Varied</th><th>Result</th></tr>\n");
            for (Trial trial : finding.trials()) {
                html.append(
                        "<tr><td>%s</td><td>%s</td></tr>%n"
                                .formatted(
                                        Escape.xml(trial.varied()),
                                        Escape.xml(trial.count().toString())));
            }
            html.append("</table>\n");
        }
        sentences("It leaves behind", finding.left(), html);
        sentences("Not under control", finding.uncontrolled(), html);
        Shown shown = finding.failure();
        if (shown != null) {
            html.append("<pre>").append(Escape.xml(shown.message())).append("</pre>\n");
            if (!shown.code().isEmpty()) {
                html.append(
                        "<p>Replayed %d of %d times%s. To see it again:</p>%n<pre>%s</pre>%n"
                                .formatted(
                                        shown.replayed(),
                                        shown.replays(),
                                        shown.elsewhere() ? " in another JVM" : "",
                                        Escape.xml(replay + shown.code())));
            }
        }
        html.append("</details>\n");
    }

    private static void sentences(String title, List<String> sentences, StringBuilder html) {
        if (sentences.isEmpty()) {
            return;
        }
        html.append("<p>").append(title).append(":</p><ul>\n");
        sentences.forEach(
                sentence -> html.append("<li>").append(Escape.xml(sentence)).append("</li>\n"));
        html.append("</ul>\n");
    }
}
