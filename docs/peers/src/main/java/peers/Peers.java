package peers;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Task;
import dev.heddle.linearizability.Linearizability;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Heddle beside other tools, on the same programs, in one run, each in a JVM of its own. The first
 * argument is for how many seconds each is measured, after as long a warm-up; the second one is the
 * folder for {@code results.tsv}, every sample, and {@code results.svg}, the best of each.
 */
public final class Peers {

    private static final int SCHEDULES = 1_000;
    private static final int COROUTINES = 100;
    private static final int SLEEPS = 100;

    /** What is measured: a program, a tool, and how to do it so many times. */
    private record Row(String program, String tool, Batch batch) {}

    /** Does something many times, and says how many. */
    private interface Batch {
        int run() throws Exception;
    }

    /** What has come out: how often it was done in a second, in each sample. */
    private record Result(String program, String tool, List<Double> samples) {
        double best() {
            return Collections.max(samples);
        }
    }

    private static final String INCREMENTS = "schedules of 2 threads x 5 atomic increments";
    private static final String SECTIONS = "schedules of 2 threads x 3 synchronized sections";
    private static final String OBJECT =
            "checks of a counter: 10 scenarios, at most 1,000 schedules each";
    private static final String RACE = "runs of 2 threads x 1 increment of a field";
    private static final String LOST = "increments lost in such runs";
    private static final String DELAYS = "sleeps in virtual time, 100 at a time";

    /** The first tool of each program is Heddle, which the others are compared with. */
    private static final List<Row> ROWS =
            List.of(
                    new Row(INCREMENTS, "Heddle", () -> schedules(Programs::increments)),
                    new Row(INCREMENTS, "Lincheck", () -> invocations(() -> Programs.increments())),
                    new Row(INCREMENTS, "free threads", () -> free(Programs::increments)),
                    new Row(SECTIONS, "Heddle", () -> schedules(Programs::sections)),
                    new Row(SECTIONS, "Lincheck", () -> invocations(() -> Programs.sections())),
                    new Row(SECTIONS, "free threads", () -> free(Programs::sections)),
                    new Row(OBJECT, "Heddle", Peers::linearizability),
                    new Row(OBJECT, "Lincheck", Peers::modelChecking),
                    new Row(RACE, "Heddle", () -> schedules(() -> Programs.race())),
                    new Row(RACE, "jcstress", () -> (int) Stress.run().getTotalCount()),
                    new Row(RACE, "free threads", () -> free(() -> Programs.race())),
                    new Row(LOST, "Heddle", Peers::lost),
                    new Row(LOST, "jcstress", () -> (int) Stress.run().getCount("1")),
                    new Row(DELAYS, "Heddle", Peers::sleeps),
                    new Row(DELAYS, "kotlinx-coroutines-test", Peers::delays),
                    new Row(DELAYS, "Reactor", Peers::virtualTime));

    private Peers() {}

    public static void main(String[] args) throws Exception {
        double seconds = Double.parseDouble(args[0]);
        if (args.length == 3) {
            measure(ROWS.get(Integer.parseInt(args[2])), seconds);
            return;
        }
        List<Result> results = new ArrayList<>();
        StringBuilder raw = new StringBuilder(machine());
        for (int i = 0; i < ROWS.size(); i++) {
            Result result = inItsOwnJvm(i, args);
            results.add(result);
            raw.append(result.program()).append('\t').append(result.tool());
            result.samples()
                    .forEach(sample -> raw.append('\t').append(Math.round(sample * 100) / 100.0));
            raw.append('\n');
        }
        raw.append("# load average at the end: ").append(load()).append('\n');
        Path folder = Path.of(args[1]);
        Files.writeString(folder.resolve("results.tsv"), raw);
        Files.writeString(folder.resolve("results.svg"), Chart.of(bars(results)));
        System.out.println("| | | a second | Heddle does so many times as many |");
        System.out.println("| --- | --- | ---: | ---: |");
        for (Chart.Bar bar : bars(results)) {
            System.out.printf(
                    "| %s | %s | %s | %s |%n",
                    bar.group(), bar.name(), number(bar.value()), number(bar.ratio()));
        }
    }

    private static int schedules(Body body) {
        Report report = Heddle.explorer().schedules(SCHEDULES).explore(body);
        report.check();
        return report.schedules();
    }

    /**
     * Lincheck ends earlier where it has seen all there is up to its bound, and does not say so. It
     * also keeps what a program counts; so the threads are counted, of which a run starts two.
     */
    private static int invocations(Runnable program) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getTotalStartedThreadCount();
        Lincheck.runConcurrentTest(SCHEDULES, program);
        return (int) (threads.getTotalStartedThreadCount() - before) / 2;
    }

    private static int lost() {
        AtomicInteger lost = new AtomicInteger();
        schedules(
                () -> {
                    if (Programs.race()) {
                        lost.getAndIncrement();
                    }
                });
        return lost.get();
    }

    private static int free(Runnable program) {
        for (int i = 0; i < SCHEDULES; i++) {
            program.run();
        }
        return SCHEDULES;
    }

    private static int linearizability() {
        Linearizability.of(Counter::new)
                .operation("increment", Counter::increment)
                .operation("get", Counter::get)
                .threads(2)
                .operationsPerThread(3)
                .around(0, 0)
                .scenarios(10)
                .schedules(1_000)
                .check();
        return 1;
    }

    private static int modelChecking() {
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(1_000)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(0)
                .actorsAfter(0)
                .check(Counter.class);
        return 1;
    }

    private static int sleeps() {
        Body body =
                () ->
                        Async.run(
                                () -> {
                                    List<Task<?>> tasks = new ArrayList<>();
                                    for (int i = 0; i < COROUTINES; i++) {
                                        tasks.add(Async.createTask(Peers::sleepOften));
                                    }
                                    for (Task<?> task : tasks) {
                                        task.await();
                                    }
                                });
        Report report =
                Heddle.explorer().strategy("fifo").schedules(1).stepLimit(1_000_000).explore(body);
        report.check();
        return COROUTINES * SLEEPS;
    }

    private static void sleepOften() {
        for (int i = 0; i < SLEEPS; i++) {
            Async.sleep(Duration.ofSeconds(1));
        }
    }

    private static int delays() {
        DelaysKt.delays(COROUTINES, SLEEPS);
        return COROUTINES * SLEEPS;
    }

    private static int virtualTime() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < COROUTINES; i++) {
            Mono.delay(Duration.ofSeconds(1), time)
                    .repeat(SLEEPS - 1)
                    .subscribe(none -> done.incrementAndGet());
        }
        time.advanceTimeBy(Duration.ofSeconds(SLEEPS));
        if (done.get() != COROUTINES * SLEEPS) {
            throw new AssertionError("Only " + done + " sleeps have ended.");
        }
        return done.get();
    }

    private static void measure(Row row, double seconds) throws Exception {
        long begin = System.nanoTime();
        List<Double> samples = new ArrayList<>();
        while (samples.isEmpty() || System.nanoTime() - begin < 2e9 * seconds) {
            boolean warm = System.nanoTime() - begin > 1e9 * seconds;
            long from = System.nanoTime();
            int times = 0;
            do {
                times += row.batch().run();
            } while (System.nanoTime() - from < 1e8 * seconds);
            if (warm) {
                samples.add(times * 1e9 / (System.nanoTime() - from));
            }
        }
        StringBuilder line = new StringBuilder("RESULT");
        samples.forEach(sample -> line.append('\t').append(sample));
        System.out.println(line);
        System.out.flush();
        Runtime.getRuntime().halt(0); // Whatever threads a tool keeps.
    }

    private static Result inItsOwnJvm(int row, String[] args)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+EnableDynamicAgentLoading",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Peers.class.getName(),
                                args[0],
                                args[1],
                                Integer.toString(row))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        String tool = ROWS.get(row).program() + ", " + ROWS.get(row).tool();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(tool + " has failed:\n" + output);
        }
        List<Double> samples =
                output.lines()
                        .filter(line -> line.startsWith("RESULT\t"))
                        .flatMap(line -> List.of(line.split("\t")).stream().skip(1))
                        .map(Double::valueOf)
                        .toList();
        System.out.println(tool + ": " + number(Collections.max(samples)));
        return new Result(ROWS.get(row).program(), ROWS.get(row).tool(), samples);
    }

    private static List<Chart.Bar> bars(List<Result> results) {
        List<Chart.Bar> bars = new ArrayList<>();
        double heddle = 0;
        for (Result result : results) {
            heddle = result.tool().equals("Heddle") ? result.best() : heddle;
            bars.add(
                    new Chart.Bar(
                            result.program(),
                            result.tool(),
                            result.best(),
                            heddle / result.best()));
        }
        return bars;
    }

    private static String machine() throws IOException {
        return "# %s, %d cores of %s, %s %s, %s %s; load average at the beginning: %s%n"
                .formatted(
                        LocalDate.now(),
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.vm.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        load());
    }

    /** What Linux calls it. */
    private static String processor() throws IOException {
        Path known = Path.of("/proc/cpuinfo");
        if (!Files.exists(known)) {
            return "an unknown processor";
        }
        return Files.readAllLines(known).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("an unknown processor");
    }

    private static String load() {
        return number(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    static String number(double value) {
        String format = value < 0.1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
