package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Finding.Trial;
import dev.heddle.flaky.WorkerProcess.LostException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds tests whose result depends on those before them: executes all that have one result when
 * alone, in one run and one after the other, forwards, backwards and shuffled. Where one has
 * another result then, the tests before it are taken away as long as it keeps that one.
 */
final class Orders {

    /**
     * Each pair of tests comes in both orders in the first two; the others are for longer chains.
     */
    private static final int SHUFFLED = 3;

    /** With more tests than this a run is made of so many of them at a time. */
    private static final int MOST = 500;

    /** How often the smallest order must have the same result, with chance and schedules varied. */
    private static final int CONFIRMATIONS = 8;

    private final Options options;
    private final Map<String, Finding> findings;

    /** Who has found it. */
    private final Map<String, WorkerProcess> finders;

    private final Supplier<Duration> remaining;
    private final Setting still;

    Orders(
            Options options,
            Map<String, Finding> findings,
            Map<String, WorkerProcess> finders,
            Supplier<Duration> remaining) {
        this.options = options;
        this.findings = findings;
        this.finders = finders;
        this.remaining = remaining;
        this.still = Setting.still(options.now(), options.zone());
    }

    /** Looks for such tests, and changes what was found of them and of those they depend on. */
    void look(List<Subject> subjects, WorkerProcess worker, Duration time) {
        List<String> ids = new ArrayList<>();
        for (Subject subject : subjects) {
            Finding finding = findings.get(subject.id());
            if (finding != null && isSteady(finding)) {
                ids.add(subject.id());
            }
        }
        long end = System.nanoTime() + time.toNanos();
        for (int from = 0; from < ids.size(); from += MOST) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + MOST));
            look(some, worker, end);
        }
    }

    /** Whether a test has had the same result in all runs, when alone. */
    private static boolean isSteady(Finding finding) {
        return switch (finding.verdict()) {
            case NOT_REPRODUCED, LEAKING, FAILS_ALWAYS -> true;
            case UNCONTROLLED -> finding.failure() == null && !finding.trials().isEmpty();
            case SCHEDULE, TIME, RANDOMNESS, ORDER, SKIPPED -> false;
        };
    }

    private void look(List<String> ids, WorkerProcess worker, long end) {
        Set<String> looked = new LinkedHashSet<>();
        Random random = new Random(options.seed());
        for (int turn = 0; turn < 2 + SHUFFLED && System.nanoTime() < end; turn++) {
            List<String> order = new ArrayList<>(ids);
            if (turn == 1) {
                Collections.reverse(order);
            } else if (turn > 1) {
                Collections.shuffle(order, random);
            }
            compare(order, worker, end, looked);
        }
        for (String id : ids) {
            if (System.nanoTime() < end && !looked.contains(id)) {
                repeat(id, worker);
            }
        }
    }

    /** Executes tests in an order, and explains each result that is another one than alone. */
    private void compare(List<String> order, WorkerProcess worker, long end, Set<String> looked) {
        List<String> rest = order;
        List<String> results = results(rest, worker, still, 1);
        while (results != null && results.size() < rest.size() && results.size() > 0) {
            // A test has kept the run from its end: go on without it, with what was before.
            rest = new ArrayList<>(rest);
            rest.remove(results.size());
            results = results(rest, worker, still, 1);
        }
        if (results == null) {
            return;
        }
        for (int i = 0; i < results.size() && System.nanoTime() < end; i++) {
            String id = rest.get(i);
            if (results.get(i).isEmpty() == failsAlone(id) && looked.add(id)) {
                explain(id, rest.subList(0, i), results.get(i), worker, end);
            }
        }
    }

    private boolean failsAlone(String id) {
        return finding(id).verdict() == Verdict.FAILS_ALWAYS;
    }

    private Finding finding(String id) {
        return java.util.Objects.requireNonNull(findings.get(id));
    }

    private void explain(
            String id, List<String> before, String result, WorkerProcess worker, long end) {
        List<String> needed = new ArrayList<>(before);
        for (int size = Math.max(1, needed.size() / 2); System.nanoTime() < end; ) {
            boolean smaller = false;
            for (int from = 0; from < needed.size() && System.nanoTime() < end; ) {
                List<String> fewer = new ArrayList<>(needed);
                fewer.subList(from, Math.min(needed.size(), from + size)).clear();
                if (isOther(id, fewer, worker, still, 1)) {
                    needed = fewer;
                    smaller = true;
                } else {
                    from += size;
                }
            }
            if (size == 1 && !smaller) {
                break;
            }
            size = Math.max(1, size / 2);
        }
        Setting varied = still.varyingChance(true).varyingSchedules(true);
        int sure = 0;
        for (int i = 0; i < CONFIRMATIONS; i++) {
            sure += isOther(id, needed, worker, i == 0 ? still : varied, i + 1) ? 1 : 0;
        }
        if (needed.isEmpty() || sure < CONFIRMATIONS) {
            return; // Something else decides as well, so this says nothing for certain.
        }
        judge(id, needed, result, sure, worker);
    }

    private void judge(
            String id, List<String> needed, String result, int sure, WorkerProcess worker) {
        Finding victim = finding(id);
        List<String> names = needed.stream().map(other -> finding(other).subject().name()).toList();
        String list = String.join(" and ", names);
        boolean failed = !failsAlone(id);
        String sentence =
                failed
                        ? "It passes alone, and fails after %s: what that leaves in static fields, or in the JVM, decides."
                                .formatted(list)
                        : "It fails alone, and passes after %s: it needs what that leaves behind."
                                .formatted(list);
        Interval count = new Interval(failed ? sure : 0, sure);
        Shown seen = failed ? shown(id, needed, result, worker) : null;
        if (seen != null) {
            finders.put(id, worker);
        }
        // Somebody else may be proving its failure at the same time.
        findings.computeIfPresent(
                id,
                (key, now) ->
                        now.judged(
                                Verdict.ORDER,
                                sentence,
                                List.of(new Trial("order", true, count)),
                                seen == null
                                        ? now.failure()
                                        : seen.after("After %s:".formatted(list)),
                                names));
        if (seen != null) {
            String line = "%s after %s:".formatted(victim.subject().name(), list);
            for (String other : needed) {
                finders.put(other, worker);
                pollutes(other, victim.subject().name(), seen.after(line));
            }
        }
    }

    /**
     * How a test fails after others, with a code that replays it; if that can not be seen once
     * more, what was seen already, without one.
     */
    private Shown shown(String id, List<String> before, String result, WorkerProcess worker) {
        Map<String, Object> request =
                Campaign.request(
                        "after",
                        Map.of(
                                "test", finding(id).subject().toMap(),
                                "before", before,
                                "now", options.now().toString(),
                                "zone", options.zone(),
                                "schedules", 1,
                                "slackMillis", 0,
                                "millis", Math.max(1, remaining.get().toMillis())));
        try {
            Json answer = worker.ask(request, Duration.ofMillis(options.runMillis() * 10));
            if (answer.has("failure")) {
                return Shown.of(answer.object("failure"));
            }
        } catch (LostException | UsageException e) {
            // Then there is no more to say than what was seen.
        }
        return new Shown("FAILED", result, result, "", 0, 0, false, List.of());
    }

    private void pollutes(String id, String victim, Shown shown) {
        Finding finding = finding(id);
        String sentence =
                "It leaves something in static fields, or in the JVM, that makes %s fail after it."
                        .formatted(victim);
        if (finding.verdict() == Verdict.NOT_REPRODUCED) {
            findings.put(
                    id,
                    finding.judged(Verdict.LEAKING, sentence, List.of(), shown, List.of(victim)));
        }
    }

    /** Executes a test twice in a run: it must not be its own victim. */
    private void repeat(String id, WorkerProcess worker) {
        Finding finding = finding(id);
        if (finding.verdict() != Verdict.NOT_REPRODUCED) {
            return;
        }
        List<String> results = results(List.of(id, id), worker, still, 1);
        if (results == null || results.size() < 2 || results.get(1).isEmpty()) {
            return;
        }
        Shown shown = shown(id, List.of(id), results.get(1), worker);
        finders.put(id, worker);
        findings.put(
                id,
                finding.judged(
                        Verdict.LEAKING,
                        "It passes once, and fails when it is executed again in the same JVM: it"
                            + " leaves something in static fields, or in the JVM, that it does not"
                            + " expect itself.",
                        List.of(new Trial("order", true, new Interval(1, 1))),
                        shown.after("When executed again:"),
                        List.of()));
    }

    /** Whether a test has another result after these than alone. */
    private boolean isOther(
            String id, List<String> before, WorkerProcess worker, Setting setting, int count) {
        List<String> order = new ArrayList<>(before);
        order.add(id);
        List<String> results = results(order, worker, setting, count);
        return results != null
                && results.size() == order.size()
                && results.get(results.size() - 1).isEmpty() == failsAlone(id);
    }

    /** What each test threw, as text, up to the one that kept the run from its end. */
    private @Nullable List<String> results(
            List<String> order, WorkerProcess worker, Setting setting, int count) {
        Map<String, Object> request =
                Campaign.request(
                        "sequence",
                        Map.of(
                                "ids",
                                order,
                                "setting",
                                setting.toMap(),
                                "count",
                                count,
                                "millis",
                                Math.max(1, remaining.get().toMillis())));
        try {
            return worker.ask(request, Duration.ofMillis(options.runMillis() * 2)).texts("results");
        } catch (LostException | UsageException e) {
            return null; // An order in which the JVM can not go on says nothing of tests.
        }
    }
}
