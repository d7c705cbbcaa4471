package dev.heddle.docs.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Runs the benchmarks of this package. Without arguments all of them, and writes what came out to
 * the page named by the system property {@value #PAGE_PROPERTY}; with {@value #START_UP} those of
 * the start-up, with {@value #DETECTION} of looking for races, with {@value #PROOFS} of proofs, or
 * with {@value #COROUTINES} of coroutines, and writes that part of the page anew; otherwise the
 * arguments are those of JMH, and nothing is written.
 *
 * <p>What asyncio and uvloop take is measured as well if the system properties bench.asyncio and
 * bench.uvloop name the commands by which Python is started; otherwise it is what it was then.
 */
public final class Benchmarks {

    private static final String PAGE_PROPERTY = "bench.page";

    /** The argument for which one part of the page only is measured. */
    private static final String START_UP = "start-up";

    /** The same for what looking for races costs. */
    private static final String DETECTION = "detection";

    /** The same for proofs. */
    private static final String PROOFS = "proofs";

    /** The same for coroutines. */
    private static final String COROUTINES = "coroutines";

    /** What their programs take on asyncio: what {@code coroutines.py} has printed. */
    private static final String ASYNCIO = "src/bench/python/coroutines.tsv";

    /** The same on uvloop. */
    private static final String UVLOOP = "src/bench/python/uvloop.tsv";

    private Benchmarks() {}

    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, IOException, InterruptedException {
        Path page = Path.of(System.getProperty(PAGE_PROPERTY, "benchmarks.md"));
        if (args.length > 0 && args[0].equals(START_UP)) {
            CommandLineOptions more =
                    new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
            Scores scores = measure(more, StartUpBenchmark.class.getName() + "\\..*");
            Files.writeString(page, Page.withStartUp(Files.readString(page), scores));
            System.out.println("Written to " + page + ", the part about the start-up only");
            return;
        }
        if (args.length > 0 && args[0].equals(DETECTION)) {
            CommandLineOptions more =
                    new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
            Scores scores = measure(more, DetectionBenchmark.class.getName() + "\\..*");
            Files.writeString(page, Page.withDetection(Files.readString(page), scores));
            System.out.println("Written to " + page + ", the part about looking for races only");
            return;
        }
        if (args.length > 0 && args[0].equals(PROOFS)) {
            CommandLineOptions more =
                    new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
            Scores scores = measure(more, ProofBenchmark.class.getName() + "\\..*");
            Files.writeString(page, Page.withProofs(Files.readString(page), scores));
            System.out.println("Written to " + page + ", the part about proofs only");
            return;
        }
        Python asyncio = Python.of(page.resolveSibling(ASYNCIO), "bench.asyncio");
        Python uvloop = Python.of(page.resolveSibling(UVLOOP), "bench.uvloop", "--uvloop");
        if (args.length > 0 && args[0].equals(COROUTINES)) {
            CommandLineOptions more =
                    new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
            String which = "\\.(Coroutine.*|Memory.*leepingTask.*)";
            Scores scores = measure(more, Benchmarks.class.getPackageName() + which);
            Files.writeString(
                    page, Page.withCoroutines(Files.readString(page), scores, asyncio, uvloop));
            System.out.println("Written to " + page + ", the part about coroutines only");
            return;
        }
        if (args.length > 0) {
            new Runner(new CommandLineOptions(args)).run();
            return;
        }
        Files.writeString(
                page,
                Page.of(
                        measure(
                                new CommandLineOptions(),
                                Benchmarks.class.getPackageName() + "\\..*"),
                        asyncio,
                        uvloop));
        System.out.println("Written to " + page);
    }

    private static Scores measure(Options more, String which) throws RunnerException {
        OptionsBuilder all = new OptionsBuilder();
        all.parent(more).include(which).shouldFailOnError(true);
        return new Scores(new Runner(all.build()).run());
    }
}
