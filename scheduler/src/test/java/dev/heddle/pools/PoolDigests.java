package dev.heddle.pools;

import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;

import java.util.ArrayList;
import java.util.List;

/**
 * The main class of a JVM that does nothing but run all programs and print the digests of their
 * runs.
 */
final class PoolDigests {

    private static final int SCHEDULES = 15;

    private PoolDigests() {}

    public static void main(String[] arguments) {
        lines().forEach(System.out::println);
    }

    /** For each program its name, how many schedules failed, and a digest of all digests. */
    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (PoolPrograms program : PoolPrograms.values()) {
            long[] all = {1};
            Report report =
                    Heddle.explorer()
                            .schedules(SCHEDULES)
                            .toTheEnd()
                            .onDigest(digest -> all[0] = all[0] * 31 + digest)
                            .explore(program.body());
            String token = report.failure().map(Failure::token).orElse("");
            lines.add("%s %d %016x %s".formatted(program, report.failures(), all[0], token));
        }
        return lines;
    }
}
