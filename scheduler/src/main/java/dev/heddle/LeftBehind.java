package dev.heddle;

import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Remains;
import dev.heddle.kernel.Remains.Remark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the schedules of an exploration have left behind, each kind once, with the places where it
 * was made. These are known only of a run that is repeated for them.
 */
final class LeftBehind {

    /** More than anybody reads. */
    private static final int MOST = 100;

    private final Check leaks;
    private final Check swallowed;
    private final Set<String> keys = new HashSet<>();
    private final Set<String> leakSentences = new LinkedHashSet<>();
    private final Set<String> swallowedSentences = new LinkedHashSet<>();

    LeftBehind(Check leaks, Check swallowed) {
        this.leaks = leaks;
        this.swallowed = swallowed;
    }

    /** Lets the runs of a loop be told what they leave, and fail for it if they must. */
    void watch(Loop loop) {
        loop.remains().tell(leaks != Check.OFF, swallowed != Check.OFF);
        loop.remains().fail(leaks == Check.FAIL, swallowed == Check.FAIL);
    }

    /** Whether the last run of a loop has left something that no run before has. */
    boolean isNew(Loop loop) {
        Remains remains = loop.remains();
        if (remains.leaks().isEmpty() && remains.swallowed().isEmpty()) {
            return false; // Nearly always.
        }
        if (keys.size() >= MOST) {
            return false;
        }
        boolean isLeakNew = add(remains.leaks());
        return add(remains.swallowed()) || isLeakNew;
    }

    private boolean add(List<Remark> remarks) {
        boolean isNew = false;
        for (Remark remark : remarks) {
            isNew |= keys.add(remark.key());
        }
        return isNew;
    }

    /** Keeps what the last run of a loop has left, in which places were noted. */
    void add(Loop loop) {
        isNew(loop);
        add(loop.remains().leaks(), leakSentences);
        add(loop.remains().swallowed(), swallowedSentences);
    }

    private static void add(List<Remark> remarks, Set<String> to) {
        sentences(remarks).stream().filter(one -> to.size() < MOST).forEach(to::add);
    }

    private static List<String> sentences(List<Remark> remarks) {
        List<String> sentences = new ArrayList<>();
        for (Remark remark : remarks) {
            sentences.add(remark.detailed().isEmpty() ? remark.sentence() : remark.detailed());
        }
        return sentences;
    }

    /** Adds to a failure what its run, the last of a loop, has left. */
    static void explain(Failure failure, Loop loop) {
        failure.leftBehind(
                sentences(loop.remains().leaks()), sentences(loop.remains().swallowed()));
    }

    List<String> leaks() {
        return List.copyOf(leakSentences);
    }

    List<String> swallowed() {
        return List.copyOf(swallowedSentences);
    }
}
