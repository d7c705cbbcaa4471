package dev.heddle.pools;

import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The main class of a JVM that runs all programs and prints the digests of their runs: nothing but
 * that, or, if it is told so, after it has been used for much else.
 */
final class PoolDigests {

    /** Tells the JVM to do other things first. */
    static final String USED = "used";

    private static final int SCHEDULES = 15;

    private static final String MADE = "dev.heddle.pools.Made";

    /** Correct ones that need no virtual time. */
    private static final List<PoolPrograms> FREE =
            List.of(
                    PoolPrograms.SIGNAL_REMEMBERED,
                    PoolPrograms.FUTURES_COMBINED,
                    PoolPrograms.LIST_COLLECTED_IN_PARALLEL,
                    PoolPrograms.STREAMS_AND_MAPS);

    private PoolDigests() {}

    public static void main(String[] arguments) throws Throwable {
        if (List.of(arguments).contains(USED)) {
            doOtherThings();
        }
        lines().forEach(System.out::println);
    }

    /**
     * Uses the classes of the programs outside of runs and in other runs, in another order, asks
     * for hash codes, and makes many hidden classes.
     */
    private static void doOtherThings() throws Throwable {
        Control.install();
        for (PoolPrograms program : FREE) {
            program.body().run();
        }
        Map<Object, Integer> codes = new HashMap<>();
        for (PoolPrograms program : List.of(PoolPrograms.values()).reversed()) {
            codes.put(program.body(), program.hashCode());
            codes.put(program.body().getClass(), program.getDeclaringClass().hashCode());
            Heddle.explorer().strategy("fifo").explore(program.body());
            Heddle.explorer().schedules(5).seed(77).toTheEnd().explore(program.body());
        }
        byte[] classFile = ClassFile.of().build(ClassDesc.of(MADE), made -> {});
        for (int i = 0; i < 50; i++) {
            MethodHandles.lookup().defineHiddenClass(classFile, true);
        }
        if (codes.size() != 2 * PoolPrograms.values().length) {
            throw new AssertionError("Each program has a body of a class of its own: " + codes);
        }
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
