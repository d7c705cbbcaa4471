package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.Schedule;
import dev.heddle.Source;
import dev.heddle.assertj.HeddleAssertions;
import dev.heddle.assertj.Run;
import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Awaitable;
import dev.heddle.async.Handle;
import dev.heddle.async.Outcome;
import dev.heddle.constraints.Constraint;
import dev.heddle.constraints.Moment;
import dev.heddle.detect.Race;
import dev.heddle.docs.Counter;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Mark;
import dev.heddle.linearizability.History;
import dev.heddle.linearizability.Operation;
import dev.heddle.schedule.Strategy;
import dev.heddle.shrink.Budget;
import dev.heddle.shrink.Plan;
import dev.heddle.shrink.Shrunk;
import dev.heddle.shrink.Size;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
    void runs() {
        Body body =
                () -> {
                    Heddle.mark("saved");
                    Heddle.mark("mailed");
                    throw new IOException("not printed");
                };
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        Run run = Run.of(failure);
        HeddleAssertions.assertThat(run).inOrder("saved", "mailed");
        assertThat(run.marks()).isEqualTo(failure.marks());
    }

    @Test
    void shrunk() {
        Failure failure = Heddle.explore(Counter.losing()).failure().orElseThrow();
        Shrunk shrunk = failure.shrunk().orElseThrow();
        log.add(
                shrunk.before().preemptions()
                        + " preemptions, then "
                        + shrunk.after().preemptions());
        assertThat(log).singleElement().asString().endsWith("then 1");
    }

    /** Goes on with who does more than to read, if anybody does. */
    private static final class ReadersLast implements Strategy {

        private int swapped;

        @Override
        public String name() {
            return "readers last";
        }

        @Override
        public void begin(long seed) {}

        @Override
        public Fiber pick(Choice choice, Fibers among) {
            return among.get(0);
        }

        @Override
        public boolean happens(Choice choice) {
            return false;
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            Fiber other = runnable.get(0);
            for (int i = 1; i < runnable.size(); i++) {
                Fiber fiber = runnable.get(i);
                boolean onlyReads =
                        (fiber.access() & (Access.READS | Access.WRITES)) == Access.READS;
                boolean canBeSwapped = !Access.conflict(fiber, other);
                swapped += onlyReads && canBeSwapped ? 1 : 0;
                if (!onlyReads) {
                    return fiber;
                }
            }
            return other;
        }
    }

    @Test
    void accesses() {
        ReadersLast strategy = new ReadersLast();
        Body body =
                () -> {
                    AtomicInteger count = new AtomicInteger();
                    Thread one = new Thread(count::get);
                    Thread other = new Thread(count::get);
                    one.start();
                    other.start();
                    one.join();
                    other.join();
                };
        Heddle.explorer().schedules(1).strategy(strategy).explore(body).check();
        assertThat(strategy.swapped).isPositive();
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
