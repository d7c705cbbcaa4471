package dev.heddle.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.control.Control;
import dev.heddle.trace.Step;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The page as a browser shows it. */
class InBrowserTest {

    private static final String PICKED =
            "document.querySelector('.row.picked')?.dataset.step ?? ''";

    private static String shared;

    @TempDir static Path folder;

    private static Browser browser;
    private static Failure deadlock;
    private static Path deadlocked;

    @BeforeAll
    static void open() throws IOException {
        browser = Browser.open();
        Control.install(); // Meanwhile the browser starts.
        deadlock = Runs.deadlock();
        deadlocked = write(deadlock, "deadlock");
        browser.connect();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void usually() {
        browser.prefersDark(false);
        browser.size(1440, 900);
    }

    private static Path write(Failure failure, String name) {
        Path file = folder.resolve(name + ".html");
        failure.writeHtml(file);
        return file;
    }

    @Test
    void allStepsAreShownWithoutAComplaint() {
        browser.show(deadlocked);
        assertThat(
                        browser.list(
                                "[...document.querySelectorAll('.row')].map(row =>"
                                        + " +row.dataset.step)"))
                .map(step -> ((Number) step).longValue())
                .containsExactlyElementsOf(deadlock.steps().stream().map(Step::index).toList());
        assertThat(browser.text("document.querySelector('h1').textContent"))
                .isEqualTo(deadlock.summary());
        assertThat(
                        browser.list(
                                "[...document.querySelectorAll('.head .names span')].map(x =>"
                                        + " x.textContent)"))
                .containsExactly("main", "there", "back");
        assertThat(browser.text("document.getElementById('message').textContent"))
                .contains(deadlock.toString());
        assertThat(
                        browser.list(
                                "[...document.querySelectorAll('.copy code')].map(x =>"
                                        + " x.textContent)"))
                .anySatisfy(line -> assertThat((String) line).contains(deadlock.token()));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void arrowsLeadFromWhatComesBeforeToWhatComesAfter() {
        browser.show(deadlocked);
        Set<String> expected = new HashSet<>();
        for (Step step : deadlock.steps()) {
            step.after().forEach(edge -> expected.add(edge.step() + " " + step.index()));
        }
        assertThat(expected).isNotEmpty();
        assertThat(
                        browser.list(
                                "[...document.querySelectorAll('path.edge:not(.circle)')].map(x =>"
                                        + " x.dataset.from + ' ' + x.dataset.to)"))
                .map(String::valueOf)
                .containsExactlyInAnyOrderElementsOf(expected);
        // Each begins at the height of the one row, and ends at that of the other.
        assertThat(
                        browser.list(
                                """
                                [...document.querySelectorAll('path.edge:not(.circle)')].map(path => {
                                  const middle = step => {
                                    const box = document.querySelector(`.row[data-step="${step}"]`).getBoundingClientRect();
                                    return (box.top + box.bottom) / 2;
                                  };
                                  const at = end => path.getPointAtLength(end).y + path.ownerSVGElement.getBoundingClientRect().top;
                                  return Math.max(Math.abs(at(0) - middle(path.dataset.from)),
                                                  Math.abs(at(path.getTotalLength()) - middle(path.dataset.to)));
                                })\
                                """))
                .allSatisfy(
                        distance -> assertThat(((Number) distance).doubleValue()).isLessThan(2));
    }

    @Test
    void theCircleAndTheLocksThatMakeItAreShown() {
        browser.show(deadlocked);
        assertThat(browser.number("document.querySelectorAll('path.edge.circle').length"))
                .isEqualTo(2);
        assertThat(browser.number("document.querySelectorAll('.row.circle').length")).isEqualTo(2);
        assertThat(
                        browser.list(
                                "[...document.querySelectorAll('rect.lock[data-lock]')].map(x =>"
                                        + " x.dataset.thread + ' ' + x.dataset.lock).sort()"))
                .map(String::valueOf)
                .containsExactlyElementsOf(
                        deadlock.standing().stream()
                                .filter(
                                        one ->
                                                !one.heldBy().isEmpty()
                                                        && !one.on().startsWith("thread"))
                                .map(one -> one.heldBy() + " " + one.on().replaceFirst(".*\\.", ""))
                                .sorted()
                                .toList());
    }

    @Test
    void theRaceIsLinkedAndNothingElseIs() {
        browser.show(write(Runs.race(), "race"));
        assertThat(browser.number("document.querySelectorAll('path.edge.race').length"))
                .isEqualTo(1);
        assertThat(browser.number("document.querySelectorAll('.row.race').length")).isEqualTo(2);
        assertThat(browser.number("document.querySelectorAll('path.edge.circle').length")).isZero();
        assertThat(browser.text("document.querySelector('.kind').textContent"))
                .isEqualTo("data race");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void keysMoveFromStepToStep() {
        browser.show(deadlocked);
        List<Step> steps = deadlock.steps();
        browser.press("Home");
        assertThat(browser.text(PICKED)).isEqualTo(index(steps.getFirst()));
        browser.press("ArrowDown");
        assertThat(browser.text(PICKED)).isEqualTo(index(steps.get(1)));
        assertThat(browser.text("document.querySelector('.detail').textContent"))
                .contains(steps.get(1).thread(), steps.get(1).action());
        browser.press("k");
        assertThat(browser.text(PICKED)).isEqualTo(index(steps.getFirst()));
        browser.press("ArrowUp");
        assertThat(browser.text(PICKED)).isEqualTo(index(steps.getFirst()));
        browser.press("End");
        assertThat(browser.text(PICKED)).isEqualTo(index(steps.getLast()));
        browser.press("[");
        Step before =
                steps.reversed().stream()
                        .skip(1)
                        .filter(step -> step.number() == steps.getLast().number())
                        .findFirst()
                        .orElseThrow();
        assertThat(browser.text(PICKED)).isEqualTo(index(before));
        browser.press("Home");
        List<String> visited = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            browser.press("n");
            visited.add(browser.text("document.querySelector('.row.picked .did').innerHTML"));
        }
        assertThat(visited).allMatch(row -> row.matches(".*tag (order|circle|end)\".*"));
    }

    private static String index(Step step) {
        return Long.toString(step.index());
    }

    @Test
    void whatIsTypedIntoTheSearchIsNoKey() {
        browser.show(deadlocked);
        browser.press("Home");
        browser.press("/");
        browser.press("n");
        assertThat(browser.text(PICKED)).isEqualTo("1");
        browser.value("document.querySelector('input').value = 'waits for'");
        browser.press("Enter");
        assertThat(browser.text("document.querySelector('.row.picked .did').textContent"))
                .startsWith("waits for");
    }

    @Test
    void theRunAsItWasFoundStandsBesideTheMinimalOne() {
        browser.show(deadlocked);
        assertThat(panes()).containsExactly("Minimal");
        browser.press("m");
        assertThat(panes()).containsExactly("As found");
        browser.press("m");
        assertThat(panes()).containsExactly("Minimal", "As found");
        assertThat(browser.number("document.querySelectorAll('.pane').length")).isEqualTo(2);
        assertThat(
                        browser.value(
                                "(() => { const [a, b] ="
                                        + " [...document.querySelectorAll('.pane')].map(x =>"
                                        + " x.getBoundingClientRect()); return a.top === b.top &&"
                                        + " a.right < b.left; })()"))
                .isEqualTo(true);
        browser.press("m");
        assertThat(panes()).containsExactly("Minimal");
        assertThat(browser.complaints()).isEmpty();
    }

    private static List<Object> panes() {
        return browser.list(
                "[...document.querySelectorAll('.pane h3:first-child')].map(x =>"
                        + " x.firstChild.textContent)");
    }

    @Test
    void itIsLightOrDarkAsTheSystemIsAndAsOneWishes() {
        String brightness =
                "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((a, b) => +a"
                        + " + +b, 0)";
        browser.show(deadlocked);
        assertThat(browser.number(brightness)).isGreaterThan(600);
        browser.prefersDark(true);
        assertThat(browser.number(brightness)).isLessThan(150);
        browser.press("t");
        assertThat(browser.number(brightness)).isGreaterThan(600);
    }

    /** As the guidelines of the web ask for, of all texts. */
    @Test
    void textsStandOutFromWhatIsBehindThem() {
        for (boolean dark : new boolean[] {false, true}) {
            browser.prefersDark(dark);
            browser.show(deadlocked);
            assertThat(
                            browser.list(
                                    """
                                    (() => {
                                      const rgb = text => text.match(/[\\d.]+/g).map(Number);
                                      const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
                                      const behind = at => { for (; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor); if (c[3] !== 0) return c; } return [255, 255, 255]; };
                                      const poor = [];
                                      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                                      while (walk.nextNode()) {
                                        const at = walk.currentNode.parentElement;
                                        if (!walk.currentNode.textContent.trim() || !at.checkVisibility()) continue;
                                        const [a, b] = [light(rgb(getComputedStyle(at).color)), light(behind(at))].sort((x, y) => y - x);
                                        if ((a + .05) / (b + .05) < 4.5) poor.push(at.className + ': ' + walk.currentNode.textContent + ' ' + (a + .05) / (b + .05));
                                      }
                                      return poor;
                                    })()\
                                    """))
                    .as("texts with too little contrast, dark: %s", dark)
                    .isEmpty();
        }
    }

    @Test
    void nothingOfAProgramIsExecutedOrTakenForMarkup() {
        String hostile =
                "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=2'>";
        String thread = "</b><img src=x onerror='hacked=4'>"; // Longer ones are cut.
        Failure failure =
                Heddle.explorer()
                        .schedules(20)
                        .races(Check.OFF)
                        .explore(
                                () -> {
                                    Thread other = new Thread(InBrowserTest::writesMarkup, thread);
                                    other.start();
                                    shared = "<b>";
                                    other.join();
                                    throw new IllegalStateException(hostile);
                                })
                        .failure()
                        .orElseThrow();
        browser.show(write(failure, "hostile"));
        browser.press("End");
        browser.press("Home");
        assertThat(browser.value("window.hacked === undefined")).isEqualTo(true);
        assertThat(browser.number("document.querySelectorAll('script').length")).isEqualTo(2);
        assertThat(browser.number("document.querySelectorAll('img, b:not(.names b)').length"))
                .isZero();
        assertThat(browser.text("document.querySelector('h1').textContent")).contains(hostile);
        assertThat(
                        browser.list(
                                "[...document.querySelectorAll('.names span')].map(x =>"
                                        + " x.textContent)"))
                .contains(thread);
        assertThat(
                        browser.list(
                                "[...document.querySelectorAll('.source')].map(x =>"
                                        + " x.textContent)"))
                .anySatisfy(line -> assertThat((String) line).contains("</script><script>"));
        assertThat(browser.list("[...document.querySelectorAll('.value')].map(x => x.textContent)"))
                .anySatisfy(value -> assertThat((String) value).contains("</script><script>"));
        assertThat(browser.complaints()).isEmpty();
    }

    private static void writesMarkup() {
        shared = "</script><script>window.hacked=3</script>";
    }

    @Test
    void tenThousandStepsAreFoldedAndUnfoldedAndScrolledThrough() {
        browser.show(write(Runs.long_(), "long"));
        String rows = "document.querySelectorAll('.row').length";
        assertThat(browser.number("document.querySelectorAll('.row.fold').length")).isPositive();
        assertThat(browser.text("document.querySelector('.row.picked').className"))
                .contains("order");
        long folded = browser.number("document.querySelector('.rows').offsetHeight");
        browser.value("document.querySelector('.row.fold').click()"); // Opens this stretch only.
        assertThat(browser.number("document.querySelector('.rows').offsetHeight"))
                .isGreaterThan(folded);
        browser.press("e");
        assertThat(browser.number("document.querySelector('.rows').offsetHeight"))
                .isEqualTo(10_000 * 28)
                .isGreaterThan(folded);
        // However many steps there are, only those are made that can be seen.
        assertThat(browser.number(rows)).isLessThan(100);
        browser.value(
                """
                (async () => {
                  const scroll = document.querySelector('.scroll');
                  for (let i = 0; i <= 12; i++) {
                    scroll.scrollTop = i / 12 * scroll.scrollHeight;
                    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                    const box = scroll.getBoundingClientRect();
                    const at = document.elementFromPoint(box.left + 20, box.top + box.height / 2);
                    if (!at.closest('.row')) throw new Error('nothing is shown at ' + scroll.scrollTop);
                  }
                })()\
                """);
        assertThat(browser.number(rows)).isLessThan(100);
        assertThat(browser.number("document.querySelectorAll('.rows svg *').length"))
                .isLessThan(1_500);
        browser.press("End");
        assertThat(browser.text("document.querySelector('.detail .step').textContent"))
                .startsWith("Step 11,");
        browser.press("e");
        assertThat(browser.number("document.querySelector('.rows').offsetHeight"))
                .isEqualTo(folded);
        assertThat(browser.complaints()).isEmpty();
    }

    // --- what the guide says of the page --------------------------------------------------------

    @Test
    void valuesPlacesSourceAndMarksStandInTheRowsOfTheirSteps() {
        Failure lost = Runs.lostUpdate();
        browser.show(write(lost, "lost"));
        assertThat(texts(".row .value"))
                .containsExactlyElementsOf(
                        lost.steps().stream()
                                .map(Step::value)
                                .filter(value -> !value.isEmpty())
                                .toList());
        assertThat(texts(".row .where"))
                .containsExactlyElementsOf(lost.steps().stream().map(Step::where).toList());
        assertThat(texts(".row .source"))
                .containsExactlyElementsOf(lost.steps().stream().map(Step::source).toList());
        // A full dot is a step, and a diamond a mark, which has no number.
        int marks = lost.marks().size();
        assertThat(marks).isEqualTo(2);
        assertThat(browser.number("document.querySelectorAll('.row.mark').length"))
                .isEqualTo(marks);
        assertThat(browser.number("document.querySelectorAll('path.dot').length")).isEqualTo(marks);
        assertThat(browser.number("document.querySelectorAll('circle.dot').length"))
                .isEqualTo(lost.steps().size() - marks);
        assertThat(texts(".row.mark .index")).containsOnly("");
        // The steps on whose order it depends are tinted, and one says that it is the last.
        assertThat(browser.number("document.querySelectorAll('.row.order').length")).isPositive();
        assertThat(texts(".tag")).contains("no way back");
        String colours =
                "[...new Set([...document.querySelectorAll('%s')].map(x =>"
                        + " getComputedStyle(x).backgroundColor))]";
        assertThat(browser.list(colours.formatted(".row.order:not(.picked):not(.end)")))
                .doesNotContainAnyElementsOf(
                        browser.list(
                                colours.formatted(
                                        ".row:not(.order):not(.end):not(.picked):not(.mark)")));
        assertThat(texts(".card h2")).contains("What makes it fail", "What was thrown");
        assertThat(browser.complaints()).isEmpty();
    }

    private static List<String> texts(String selector) {
        return browser
                .list(
                        "[...document.querySelectorAll('%s')].map(x => x.textContent)"
                                .formatted(selector))
                .stream()
                .map(String::valueOf)
                .toList();
    }

    @Test
    void waitsAreRingsWithADottedLine() {
        browser.show(deadlocked);
        assertThat(browser.number("document.querySelectorAll('circle.dot.waits').length"))
                .isEqualTo(deadlock.steps().stream().filter(Step::waits).count());
        assertThat(dashes("line.lane.waits")).doesNotContain("none").isNotEmpty();
        assertThat(dashes("line.lane.runs")).containsOnly("none");
        browser.show(write(Runs.race(), "race"));
        assertThat(dashes("path.edge.race")).doesNotContain("none").hasSize(1);
        assertThat(dashes("path.edge:not(.race)")).containsOnly("none");
    }

    private static List<Object> dashes(String selector) {
        return browser.list(
                "[...document.querySelectorAll('%s')].map(x => getComputedStyle(x).strokeDasharray)"
                        .formatted(selector));
    }

    @Test
    void allThatIsKnownOfAStepIsBesideIt() {
        browser.show(deadlocked);
        Step last =
                deadlock.steps().stream()
                        .filter(step -> step.waits() && !step.held().isEmpty())
                        .reduce((one, next) -> next)
                        .orElseThrow();
        browser.value(
                "document.querySelector('.row[data-step=\"%d\"]').click()".formatted(last.index()));
        assertThat(texts(".detail dt"))
                .contains("Why it matters", last.where(), "Locks held", "Place");
        assertThat(texts(".detail dd")).contains(String.join(", ", last.held()));
        assertThat(texts(".detail .line")).containsExactly(last.source());
        Step after =
                deadlock.steps().stream()
                        .filter(step -> !step.after().isEmpty())
                        .findFirst()
                        .orElseThrow();
        browser.value(
                "document.querySelector('.row[data-step=\"%d\"]').click()"
                        .formatted(after.index()));
        assertThat(texts(".detail dt")).contains("Comes after");
        browser.value("document.querySelector('.detail dd button').click()");
        assertThat(browser.text(PICKED)).isEqualTo(Long.toString(after.after().getFirst().step()));
        assertThat(texts(".detail dt")).contains("Comes before");
        // Below it: who waits for what, with stacks.
        assertThat(texts(".card h2")).contains("Who waits for what");
        assertThat(texts(".card .stack")).anyMatch(stack -> stack.contains("Runs.transfer"));
    }

    @Test
    void otherKeysDoWhatTheGuideSays() {
        browser.show(deadlocked);
        browser.press("End");
        browser.press("p");
        String key = browser.text(PICKED);
        browser.press("n");
        browser.press("p");
        assertThat(browser.text(PICKED)).isEqualTo(key);
        browser.press("Home");
        browser.press("j");
        assertThat(browser.text(PICKED)).isEqualTo(index(deadlock.steps().get(1)));
        browser.press("Home");
        List<Step> steps = deadlock.steps();
        Step last = steps.getLast();
        int from = 0;
        while (steps.get(from).number() != last.number()) {
            from++;
            browser.press("j");
        }
        assertThat(steps.get(from)).isNotEqualTo(last);
        Step next =
                steps.stream()
                        .skip(from + 1L)
                        .filter(step -> step.number() == last.number())
                        .findFirst()
                        .orElseThrow();
        browser.press("]");
        assertThat(browser.text(PICKED)).isEqualTo(index(next));
        browser.press("m");
        browser.press("m");
        String pane =
                "[...document.querySelectorAll('.pane')].findIndex(x =>"
                        + " x.contains(document.activeElement))";
        browser.press("o");
        long one = browser.number(pane);
        browser.press("o");
        assertThat(List.of(one, browser.number(pane))).containsExactlyInAnyOrder(0L, 1L);
        browser.press("m");
        browser.press("/");
        browser.value("document.querySelector('input').value = 'no such step'");
        browser.press("Enter");
        assertThat(browser.text("document.querySelector('input').getAttribute('aria-invalid')"))
                .isEqualTo("true");
    }

    @Test
    void withoutScriptsItShowsTheMessage() {
        browser.scripts(false);
        try {
            browser.open(deadlocked);
            assertThat(browser.number("document.querySelectorAll('.row').length")).isZero();
            assertThat(browser.value("document.getElementById('message').open")).isEqualTo(true);
            assertThat(browser.text("document.querySelector('#message pre').innerText"))
                    .contains(deadlock.summary());
            assertThat(browser.value("document.querySelector('noscript p').checkVisibility()"))
                    .isEqualTo(true);
        } finally {
            browser.scripts(true);
        }
    }

    @Test
    void itLoadsNothingAndExecutesNothingElse() {
        browser.show(deadlocked);
        assertThat(browser.text("fetch('data:text/plain,x').then(() => 'loaded', () => 'refused')"))
                .isEqualTo("refused");
        browser.value(
                "(() => { const more = document.createElement('script'); more.textContent ="
                        + " 'window.more = 1'; document.body.append(more); })()");
        assertThat(browser.value("window.more === undefined")).isEqualTo(true);
        assertThat(
                        browser.number(
                                "document.querySelectorAll('[src], [href], link, iframe').length"))
                .isZero();
    }

    @Test
    void withManyThreadsColumnsHaveNoNames() {
        Failure many = Runs.ofThreads(30);
        browser.show(write(many, "many"));
        assertThat(browser.number("document.querySelectorAll('.head .names span').length"))
                .isEqualTo(31);
        assertThat(browser.number("document.querySelectorAll('.head .names b').length")).isZero();
        assertThat(browser.text("document.querySelector('.row .did').title")).startsWith("'main' ");
        assertThat(texts(".detail h3")).singleElement().asString().isNotBlank();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aNarrowWindowHasNoScrollBarAcross() {
        browser.size(700, 900);
        browser.show(deadlocked);
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
    }
}
