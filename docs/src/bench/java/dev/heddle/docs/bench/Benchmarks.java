package dev.heddle.docs.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the benchmarks of this package. Without arguments all of them, and writes what came out to
 * the page named by the system property {@value #PAGE_PROPERTY}; otherwise the arguments are those
 * of JMH, and nothing is written.
 */
public final class Benchmarks {

    private static final String PAGE_PROPERTY = "bench.page";

    private Benchmarks() {}

    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, IOException {
        if (args.length > 0) {
            new Runner(new CommandLineOptions(args)).run();
            return;
        }
        Path page = Path.of(System.getProperty(PAGE_PROPERTY, "benchmarks.md"));
        OptionsBuilder all = new OptionsBuilder();
        all.include(Benchmarks.class.getPackageName() + "\\..*").shouldFailOnError(true);
        Scores scores = new Scores(new Runner(all.build()).run());
        Files.writeString(page, Page.of(scores));
        System.out.println("Written to " + page);
    }
}
