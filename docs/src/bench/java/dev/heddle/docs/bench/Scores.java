package dev.heddle.docs.bench;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The best iteration of each benchmark. Other load on the machine only ever makes an iteration
 * slower, so the best ones of two benchmarks compare better than their means.
 */
final class Scores {

    private final Map<String, Double> best = new HashMap<>();
    private final Map<String, Integer> iterations = new HashMap<>();

    Scores(Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = name(result.getParams());
            put(name, result, IterationResult::getPrimaryResult);
            for (String label : result.getSecondaryResults().keySet()) {
                put(name + ":" + label, result, it -> it.getSecondaryResults().get(label));
            }
        }
    }

    /** The least score of a benchmark: nanoseconds, or bytes. */
    double of(String benchmark) {
        Double score = best.get(benchmark);
        if (score == null) {
            throw new IllegalArgumentException(
                    "There is no benchmark '" + benchmark + "', only " + best.keySet() + ".");
        }
        return score;
    }

    /** How often a benchmark was measured. */
    int iterations(String benchmark) {
        return iterations.getOrDefault(benchmark, 0);
    }

    /** How many times as much one benchmark takes as another. */
    double ratio(String benchmark, String other) {
        return of(benchmark) / of(other);
    }

    private void put(String name, RunResult result, Function<IterationResult, Result<?>> value) {
        double least = Double.POSITIVE_INFINITY;
        int count = 0;
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                least = Math.min(least, value.apply(iteration).getScore());
                count++;
            }
        }
        best.put(name, least);
        iterations.put(name, count);
    }

    /** {@code Class.method}, and the values of its parameters. */
    private static String name(BenchmarkParams params) {
        String full = params.getBenchmark();
        int dot = full.lastIndexOf('.', full.lastIndexOf('.') - 1);
        StringBuilder name = new StringBuilder(full.substring(dot + 1).replace("Benchmark.", "."));
        for (String key : params.getParamsKeys()) {
            name.append(' ').append(params.getParam(key));
        }
        return name.toString();
    }
}
