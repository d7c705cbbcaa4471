package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.Schedule;
import dev.heddle.Source;
import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Awaitable;
import dev.heddle.async.Handle;
import dev.heddle.async.Outcome;
import dev.heddle.constraints.Constraint;
import dev.heddle.constraints.Moment;
import dev.heddle.detect.Race;
import dev.heddle.docs.Counter;
import dev.heddle.kernel.Mark;
import dev.heddle.linearizability.History;
import dev.heddle.linearizability.Operation;
import dev.heddle.shrink.Budget;
import dev.heddle.shrink.Plan;
import dev.heddle.shrink.Size;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The examples of types that come back from something, or go into something. */
class ResultsTest {

    private final List<String> log = new ArrayList<>();

    private static String fetch(String what) throws IOException {
        if (what.isEmpty()) {
            throw new IOException("nothing to fetch");
        }
        return what;
    }

    @Test
    void ofAnExploration() {
        Body body = Counter.losing();
        Report report = Heddle.explore(body);
        log.add(report.coverage().behaviours() + " behaviours");
        report.divergence().ifPresent(other -> log.add(other.summary()));
        for (Race race : report.races()) {
            log.add(race.what() + ": " + race.first() + ", and " + race.second());
        }
        assertThat(report.races()).isNotEmpty();
        assertThat(log).hasSize(1 + report.races().size());
    }

    @Test
    void ofAFailure() {
        Body body = Counter.losing();
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        failure.unavoidable().ifPresent(point -> log.add(point.what() + ", step " + point.step()));
        for (Constraint constraint : failure.constraints().orElseThrow().list()) {
            if (constraint instanceof Constraint.Order(Moment first, Moment then)) {
                log.add(first.thread() + " " + first.action() + " before " + then.thread());
            }
        }
        assertThat(log).anyMatch(line -> line.matches("\\S+ (reads|writes) value before \\S+"));
    }

    @Test
    void marks() {
        Body body =
                () -> {
                    Heddle.mark("saved");
                    throw new IOException("not mailed");
                };
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        for (Mark mark : failure.marks()) {
            log.add(mark.thread() + " came to " + mark.name() + " after " + mark.time());
        }
        assertThat(log).containsExactly("main came to saved after PT0S");
    }

    @Test
    void outcomes() throws Exception {
        Async.run(
                () -> {
                    List<Outcome<String>> outcomes =
                            Async.gatherOutcomes(() -> fetch("page"), () -> fetch("")).await();
                    for (Outcome<String> outcome : outcomes) {
                        log.add(outcome.isSuccess() ? outcome.get() : "failed");
                    }
                });
        assertThat(log).containsExactly("page", "failed");
    }

    @Test
    void awaited() throws Exception {
        Awaitable<String> page = () -> fetch("page");
        String text = Async.run(page);
        Action wait = () -> Async.sleep(Duration.ofMillis(1));
        Async.run(wait);
        assertThat(text).isEqualTo("page");
    }

    @Test
    void handle() throws Exception {
        Async.run(
                () -> {
                    Handle callback = Async.loop().callSoon(() -> log.add("called"));
                    callback.cancel();
                    Async.sleep(Duration.ofMillis(1));
                });
        assertThat(log).isEmpty();
    }

    @Test
    void operation() {
        History.Builder builder = History.builder();
        builder.returned(builder.call("ada", "add", 1), true);
        for (Operation operation : builder.build().operations()) {
            log.add(operation.client() + ": " + operation.call() + operation.outcome());
        }
        assertThat(log).singleElement().asString().startsWith("ada: add(1)");
    }

    @Test
    void source() {
        Source source = new Source("pos");
        for (long seed = 1; seed <= 10; seed++) {
            Schedule schedule = source.next(seed);
            schedule.run(() -> log.add("run"));
        }
        assertThat(log).hasSize(10);
    }

    @Test
    void shrinking() {
        Budget budget = Budget.of(2_000, Duration.ofSeconds(10));
        Plan plan = Plan.parse("s0p4=1");
        int preemptions = plan.preemptions();
        Size one = new Size(1, 0, 40, 0, 0);
        boolean isSmaller = one.compareTo(new Size(2, 0, 30, 0, 0)) < 0;
        assertThat(budget.runs()).isEqualTo(2_000);
        assertThat(preemptions).isEqualTo(1);
        assertThat(isSmaller).isTrue();
    }
}
