package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Replays.Proof;
import dev.heddle.flaky.WorkerProcess.LostException;
import dev.heddle.flaky.WorkerProcess.Work;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A look at all tests of a project: each is examined, as many at a time as there are workers; then
 * orders are tried; then what was found is replayed in a JVM that has not found it. The time is
 * divided evenly: what one test leaves over is for those after it.
 */
final class Campaign {

    /** How much of the time is for examining tests; the rest is for orders and proofs. */
    private static final double FOR_TESTS = 0.75;

    private static final double FOR_ORDERS = 0.85;

    /** Suspects get so much more time than others. */
    private static final int SUSPECT = 3;

    private static final int PROOFS = 5;
    private static final long LEAST_MILLIS = 200;

    private final Options options;
    private final Set<String> suspects;
    private final long began = System.nanoTime();
    private final Map<String, Finding> findings = new ConcurrentHashMap<>();

    /** Who has found it. */
    private final Map<String, WorkerProcess> finders = new ConcurrentHashMap<>();

    /** Of what somebody has tried to prove it: each test with its code. */
    private final Set<Map.Entry<String, String>> proven = ConcurrentHashMap.newKeySet();

    /** What was done by JVMs that have ended. */
    private Work work = new Work(0, 0, 0);

    /** A campaign that begins now. */
    Campaign(Options options, Set<String> suspects) {
        this.options = options;
        this.suspects = suspects;
    }

    /** Examines all tests; the findings are in the order of their names. */
    List<Finding> run() {
        List<Subject> subjects;
        List<WorkerProcess> workers = new ArrayList<>();
        for (int i = 0; i < options.workers(); i++) {
            workers.add(new WorkerProcess(options, false));
        }
        try {
            subjects = find(workers.get(0));
            examine(subjects, workers);
            finish(subjects, workers);
        } finally {
            workers.forEach(WorkerProcess::close);
            workers.forEach(worker -> work = work.and(worker.work()));
        }
        options.out()
                .printf(
                        "%,d runs in %,d JVMs took %,.1f s of processor time, %,.1f s in all%n",
                        work.runs(),
                        work.processes(),
                        work.processorMillis() / 1000.0,
                        (System.nanoTime() - began) / 1e9);
        return findings.values().stream()
                .sorted(
                        Comparator.comparing((Finding finding) -> finding.subject().name())
                                .thenComparing(finding -> finding.subject().id()))
                .toList();
    }

    private Duration remaining() {
        return Duration.ofNanos(until(1));
    }

    /** How many nanoseconds there are until so much of the time is over. */
    private long until(double part) {
        long all = (long) (options.time().toNanos() * part);
        return Math.max(0, all - (System.nanoTime() - began));
    }

    private List<Subject> find(WorkerProcess worker) {
        Json answer;
        try {
            answer = worker.ask(request("find", Map.of("names", options.names())), options.time());
        } catch (LostException e) {
            throw new UsageException(
                    "The tests can not be found. "
                            + String.valueOf(e.getMessage()).replace("executed it", "was to"));
        }
        Pattern only = Pattern.compile(options.only());
        Shard shard = Shard.of(options.shard(), System.getenv());
        Shard.confirm(System.getenv());
        List<Subject> all =
                answer.objects("tests").stream()
                        .map(Subject::of)
                        .filter(subject -> only.matcher(subject.name()).find())
                        .filter(subject -> shard.has(subject.id()))
                        .sorted(Comparator.comparing(subject -> !isSuspect(subject)))
                        .toList();
        options.out()
                .printf(
                        "%,d tests%s, %d JVMs, at most %,d seconds%n",
                        all.size(), shard, options.workers(), options.time().toSeconds());
        return all;
    }

    private boolean isSuspect(Subject subject) {
        return suspects.contains(subject.name());
    }

    static Map<String, Object> request(String what, Map<String, ?> more) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("do", what);
        request.putAll(more);
        return request;
    }

    // --- tests one by one

    private void examine(List<Subject> subjects, List<WorkerProcess> workers) {
        ConcurrentLinkedQueue<Subject> queue = new ConcurrentLinkedQueue<>(subjects);
        AtomicInteger left = new AtomicInteger(subjects.stream().mapToInt(this::weight).sum());
        List<Runnable> tasks = new ArrayList<>();
        for (WorkerProcess worker : workers) {
            tasks.add(
                    () -> {
                        for (Subject next = queue.poll(); next != null; next = queue.poll()) {
                            long share =
                                    until(FOR_TESTS)
                                            * options.workers()
                                            * weight(next)
                                            / Math.max(1, left.getAndAdd(-weight(next)));
                            findings.put(next.id(), examine(next, worker, share / 1_000_000));
                            finders.put(next.id(), worker);
                        }
                    });
        }
        inParallel(tasks);
    }

    private int weight(Subject subject) {
        return isSuspect(subject) ? SUSPECT : 1;
    }

    private Finding examine(Subject subject, WorkerProcess worker, long millis) {
        if (subject.explored()) {
            return Finding.of(
                    subject, Verdict.SKIPPED, "Heddle explores it already, by its annotation.");
        }
        if (until(FOR_TESTS) == 0) {
            return Finding.of(
                    subject,
                    Verdict.SKIPPED,
                    "There was no time left for it: give more, by --seconds, or more machines.");
        }
        Map<String, Object> request =
                request(
                        "examine",
                        Map.of(
                                "test", subject.toMap(),
                                "now", options.now().toString(),
                                "zone", options.zone(),
                                "schedules", options.schedules(),
                                "slackMillis", options.slackMillis(),
                                "millis", Math.max(LEAST_MILLIS, millis)));
        long limit = Math.max(LEAST_MILLIS, millis) * 2 + options.runMillis() * 4;
        try {
            return Finding.of(worker.ask(request, Duration.ofMillis(limit)).object("finding"));
        } catch (LostException e) {
            return Finding.of(subject, Verdict.UNCONTROLLED, String.valueOf(e.getMessage()));
        } catch (UsageException e) {
            return Finding.of(
                    subject,
                    Verdict.UNCONTROLLED,
                    "It could not be examined: " + String.valueOf(e.getMessage()));
        }
    }

    static void inParallel(List<Runnable> tasks) {
        try (ExecutorService pool = Executors.newFixedThreadPool(tasks.size())) {
            List<Future<?>> all = new ArrayList<>();
            tasks.forEach(task -> all.add(pool.submit(task)));
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The campaign was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UsageException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    // --- proofs

    /**
     * Replays what was found, everything in another JVM than the one that has found it: each worker
     * what others have, and a new one what the only one has. Orders are tried by the first worker
     * meanwhile, since that is one thing after the other.
     */
    private void finish(List<Subject> subjects, List<WorkerProcess> workers) {
        List<Runnable> tasks = new ArrayList<>();
        for (WorkerProcess worker : workers) {
            boolean first = tasks.isEmpty();
            tasks.add(
                    () -> {
                        if (first && options.order()) {
                            new Orders(options, findings, finders, this::remaining)
                                    .look(subjects, worker, Duration.ofNanos(until(FOR_ORDERS)));
                        }
                        prove(worker);
                    });
        }
        inParallel(tasks);
        if (workers.size() == 1) {
            workers.add(new WorkerProcess(options, false));
        }
        prove(workers.get(1)); // What the first has found since, in orders too.
    }

    @SuppressWarnings("ReferenceEquality") // Whether it is still that one.
    private void prove(WorkerProcess worker) {
        for (Finding finding : List.copyOf(findings.values())) {
            Shown shown = finding.failure();
            String id = finding.subject().id();
            if (shown == null || shown.code().isEmpty() || until(1) == 0) {
                continue;
            }
            if (finders.get(id) != worker && proven.add(Map.entry(id, shown.code()))) {
                Proof proof = proof(shown, worker);
                if (proof != null && proof.times() > 0) {
                    findings.computeIfPresent(
                            id,
                            (key, now) ->
                                    // Unless the failure is another one now, after other tests.
                                    now.failure() == shown
                                            ? now.withFailure(shown.inAnotherJvm())
                                                    .proven(proof, " in another JVM")
                                            : now);
                }
            }
        }
    }

    private @Nullable Proof proof(Shown shown, WorkerProcess worker) {
        Map<String, Object> request =
                request(
                        "prove",
                        Map.of("code", shown.code(), "summary", shown.summary(), "times", PROOFS));
        try {
            Duration time = Duration.ofMillis(options.runMillis() * 2 * (PROOFS + 1));
            return Proof.of(worker.ask(request, time));
        } catch (LostException | UsageException e) {
            return null; // It keeps what was found in the JVM that found it.
        }
    }
}
