package dev.heddle.prove;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.LiveFrames;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Resources;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who goes round in a loop that changes nothing. A fiber that comes to a place again, has only read
 * meanwhile what nobody has written since, and stands there with the same in all its variables,
 * would do just the same once more, and again. It is made to wait until something of that has
 * changed, so that a loop that waits for another thread is gone through once for each change and
 * not any number of times: what more there would be comes to the same ends.
 *
 * <p>Variables are looked at in places only of which it is known that somebody goes round there:
 * the search begins anew when one is found.
 */
final class Spins {

    /** More reads in one round are none of a thread that only waits. */
    private static final int MOST_READS = 64;

    /** So many rounds are gone through in one step, by who can not be stopped any more. */
    private static final int MOST_AT_ONCE = 2_048;

    /** To look at variables takes longer than a small run: it is not done for ever. */
    private static final int MOST_MISSES = 30;

    /** What a fiber has done since it did something else than read. */
    private static final class Round {
        final int[] sites = new int[MOST_READS];

        /** What it was about to read there, as an object and which member of it. */
        final @Nullable Object[] objects = new Object[MOST_READS];

        final int[] members = new int[MOST_READS];

        /** Its events, in their order; and where each has read first, and how many effects. */
        final int[] events = new int[MOST_READS];

        int count;

        /** The place to which it has come again; and with what in its variables. */
        int site;

        Object @Nullable [] frames;

        /** Whether it has come to the place of its next step. */
        boolean hasCome;

        /** Since when it would do the same again, as an index; -1 if it would not. */
        int same = -1;

        /** Whether it was made to wait in the midst of a call of the JDK. */
        boolean isCutInCall;

        /** How many points it has passed that were no spinning. */
        int points;

        /** How many more rounds it goes through in this step, since nobody else can go on. */
        int through;

        /** The time when it began to, and how many could run. */
        long now;

        int others;

        void clear() {
            java.util.Arrays.fill(objects, 0, count, null);
            count = 0;
            frames = null;
            hasCome = false;
            same = -1;
            through = 0;
        }
    }

    private final Trace trace;

    /** Where somebody was found to go round. */
    private final Set<Integer> known = new HashSet<>();

    /** How many times it was looked, in vain, whether somebody goes round at a place. */
    private final Map<Integer, Integer> misses = new HashMap<>();

    private Round[] rounds = new Round[0];
    private boolean cut;

    /** The places that were found in this run; and those that were looked at in vain, in order. */
    private final List<Integer> learned = new ArrayList<>();

    private final List<Integer> missed = new ArrayList<>();

    Spins(Trace trace) {
        this.trace = trace;
    }

    /** A run begins. */
    void begin() {
        for (Round round : rounds) {
            round.clear();
            round.points = 0;
            round.isCutInCall = false;
        }
        learned.clear();
        missed.clear();
        cut = false;
    }

    /** The run is made once more: what was found in it does not count. */
    void repeat() {
        learned.forEach(known::remove);
        missed.forEach(site -> misses.merge(site, -1, Integer::sum));
    }

    void makeRoomFor(int fiber) {
        if (fiber >= rounds.length) {
            int had = rounds.length;
            rounds = Arrays.copyOf(rounds, fiber * 2 + 2);
            for (int i = had; i < rounds.length; i++) {
                rounds[i] = new Round();
            }
        }
    }

    void write(DataOutputStream out) throws IOException {
        Frontier.write(out, known.stream().mapToInt(Integer::intValue).sorted().toArray());
    }

    void read(DataInputStream in) throws IOException {
        for (int site : Frontier.readInts(in)) {
            known.add(site);
        }
    }

    /** Whether a place was found in this run of which nobody knew. */
    boolean hasLearned() {
        return !learned.isEmpty();
    }

    /** Whether somebody was made to wait in this run. */
    boolean hasCut() {
        return cut;
    }

    /** Whether a fiber was made to wait while it span in the midst of a call of the JDK. */
    boolean hasCutCall(int fiber) {
        return rounds[fiber].isCutInCall;
    }

    /** A fiber has made a step that is an event now. */
    void did(int fiber, int site, @Nullable Object object, int member, int event) {
        Round round = rounds[fiber];
        if (!trace.onlyReads(event)) {
            round.clear();
            return;
        }
        if (round.count == MOST_READS) {
            round.clear();
        }
        round.sites[round.count] = site;
        round.objects[round.count] = object;
        round.members[round.count] = member;
        round.events[round.count++] = event;
    }

    /** The calling fiber, which this is, has come to a place. */
    void comes(int number, int site, Fiber fiber) {
        Round round = rounds[number];
        if (round.hasCome) {
            return;
        }
        round.hasCome = true;
        Object object = fiber.accessed();
        int member = fiber.member();
        int from = round.count - 1;
        while (from >= 0
                && (round.sites[from] != site
                        || round.objects[from] != object
                        || round.members[from] != member)) {
            from--;
        }
        boolean isKnown = !known.isEmpty() && known.contains(site);
        if (!isKnown && (from < 0 || isHopeless(site))) {
            return;
        }
        Object[] before = round.frames;
        if (before != null && round.site != site) {
            return; // In the midst of the round of which the beginning is watched.
        }
        fiber.mask(); // This is no part of the program.
        Object[] now;
        try {
            now = LiveFrames.take(round.points);
        } finally {
            fiber.unmask();
        }
        round.site = site;
        round.frames = now;
        if (from < 0 || now == null || before == null || !LiveFrames.same(before, now)) {
            if (!isKnown) {
                misses.merge(site, 1, Integer::sum);
                missed.add(site);
            }
            return;
        }
        if (isKnown) {
            round.same = from; // From now on, or from before if something was changed meanwhile.
            cut = true;
            round.isCutInCall |= LiveFrames.isInCall(now);
        } else {
            known.add(site);
            learned.add(site);
        }
    }

    /** Whether it was looked often enough in vain whether somebody goes round at a place. */
    private boolean isHopeless(int site) {
        Integer times = misses.get(site);
        return times != null && times >= MOST_MISSES;
    }

    /** Whether a fiber would only do what it has done before. */
    boolean isIdle(Fiber fiber, int number) {
        Round round = rounds[number];
        return round.same >= 0 && !isGoingOn(fiber, round);
    }

    /** Whether there is a reason to go on: who is interrupted spins on, and then gives up. */
    private boolean isGoingOn(Fiber fiber, Round round) {
        return isChanged(round, round.same)
                || (fiber.site() == Loop.SPIN && Resources.isInterrupted(fiber));
    }

    private boolean isChanged(Round round, int from) {
        for (int i = from; i < round.count; i++) {
            if (trace.isChangedSince(round.events[i])) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a fiber that spins goes on in the same step: it was let go on although it would only
     * do the same again, since nobody else could, and that is so still. It counts its rounds, as
     * the JDK does, or goes round for ever; and what others do between two rounds of that they may
     * as well do before all of them.
     */
    boolean goesThrough(Fiber fiber, int number, long now, int others) {
        Round round = rounds[number];
        return round.through > 0
                && fiber.site() == Loop.SPIN
                && round.now == now
                && round.others == others;
    }

    /** It has gone through one more round. */
    void goneThrough(int number) {
        rounds[number].through--;
    }

    /** A step begins. */
    void begins(int number) {
        rounds[number].through = 0;
    }

    /**
     * A fiber makes its next step: if it had to wait for it, that has to do with what it awaits.
     */
    void steps(Fiber fiber, int number, long now, int others) {
        Round round = rounds[number];
        round.hasCome = false;
        round.points += fiber.site() == Loop.SPIN ? 0 : 1;
        if (round.same >= 0) {
            boolean wouldWait = !isChanged(round, round.same) || Resources.isInterrupted(fiber);
            if (fiber.site() == Loop.SPIN && wouldWait) {
                round.through = MOST_AT_ONCE;
                round.now = now;
                round.others = others;
            }
            trace.awaits(round.events, round.same, round.count);
            round.same = -1;
        }
    }
}
