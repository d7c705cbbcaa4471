package dev.heddle.prove;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the runs so far have shown of the program: which steps its threads can notice, of those that
 * usually nobody can, so that all begins anew; and what can not be visited at all.
 */
final class Findings {

    /** A fiber takes locks or the like, where the program says so. */
    static final int TAKES = 1;

    /** It has waited for one of those, or for one of the conditions of a lock. */
    static final int WAITS = 2;

    /** The program has given it a permit. */
    static final int UNPARKED = 4;

    /** It was interrupted. */
    static final int INTERRUPTED = 8;

    /** The program has interrupted it, so that it matters where it looks for that. */
    static final int DISTURBED = 16;

    /** Its end was waited for by one who is interrupted. */
    static final int JOINED = 32;

    boolean startsAreEvents;
    boolean endsAreEvents;

    /**
     * Whether it can be seen that somebody comes for a lock, a permit of a semaphore or a latch in
     * vain. Usually not; but one who waits there uses up a permit that it was given for another
     * wait, and may be interrupted: then it matters whether it waits already.
     */
    boolean waitsAreEvents;

    /** Whether somebody may come to join a thread that was not started yet, and goes on at once. */
    boolean joinsAreEvents;

    /**
     * Whether it can be seen which thread, of those that are no daemons, was the last to end: a
     * daemon looks whether one has.
     */
    boolean lastEndIsEvent;

    private boolean startsAreSeen;
    private boolean joinsAreSeen;
    private boolean endsAreSeen;
    private boolean waitsAreSeen;
    private boolean lastEndIsSeen;

    /** Whether something was found because of which all must begin anew. */
    private boolean restart;

    /** What was seen of each fiber, in any run: {@link #TAKES} and others. */
    private int[] seen = new int[8];

    /** The same, before the run. */
    private int[] seenBefore = new int[8];

    private String gap = "";
    private String gapBefore = "";

    /** A run begins. */
    void begin() {
        System.arraycopy(seen, 0, seenBefore, 0, seen.length);
        startsAreSeen = false;
        endsAreSeen = false;
        joinsAreSeen = false;
        waitsAreSeen = false;
        lastEndIsSeen = false;
    }

    /** The run is made once more: what was found in it does not count, and is found again. */
    void repeat() {
        restart = false;
        gap = gapBefore;
        System.arraycopy(seenBefore, 0, seen, 0, seen.length);
    }

    /** All must begin anew. */
    void restart() {
        restart = true;
        gap = gapBefore; // What it would say of this run it will say again.
    }

    /** A run has ended. Whether all must begin anew. */
    boolean restarts() {
        gapBefore = gap;
        return restart;
    }

    /** All begins anew, with what was found. */
    void restarted() {
        restart = false;
        gap = ""; // What can not be visited is found again.
        gapBefore = "";
        startsAreEvents |= startsAreSeen;
        endsAreEvents |= endsAreSeen;
        joinsAreEvents |= joinsAreSeen;
        waitsAreEvents |= waitsAreSeen;
        lastEndIsEvent |= lastEndIsSeen;
    }

    /** Why not everything was visited although nothing is left; empty if everything was. */
    String gap() {
        return gap;
    }

    /** Not everything can be visited. */
    void misses(String why) {
        gap = why;
    }

    /** A run has ended: whether permits were given to who may have used them up, or not. */
    void spinsWithPermit(Spins spins, Threads threads) {
        for (int fiber = 0; fiber < threads.fibers.length; fiber++) {
            if (threads.fibers[fiber] != null && has(fiber, UNPARKED) && spins.hasCutCall(fiber)) {
                misses(
                        "a thread was given a permit by LockSupport.unpark that spins in a call of"
                                + " the JDK, before it parks and uses the permit up");
            }
        }
    }

    /** The run is not as another was that has begun alike. */
    void isOtherwise() {
        misses("a run was not the same when it was repeated");
    }

    /** From now on who waits in vain is looked at. */
    void waitsMatter() {
        waitsAreSeen = true;
        restart = true;
    }

    /** From now on it is looked at when threads begin and end: a step was seen that does. */
    void startsMatter() {
        startsAreSeen = true;
        endsMatter();
    }

    void endsMatter() {
        endsAreSeen = true;
        restart = true;
    }

    /**
     * From now on it is looked at who joins a thread, or starts it: a thread joins what it has not
     * started.
     */
    void joinsMatter() {
        joinsAreSeen = true;
        restart = true;
    }

    /** Whether others can notice that a thread is started. */
    boolean beginningsAreEvents() {
        return endsAreEvents || joinsAreEvents;
    }

    /** From now on it is looked at in which order threads end that are no daemons. */
    void lastEndMatters() {
        if (!lastEndIsEvent) {
            lastEndIsSeen = true;
            restart = true;
        }
    }

    /** This is so of a fiber; it may be that from now on it matters who waits already. */
    void sees(int fiber, int what) {
        int all = seen[fiber] | what;
        boolean isNew = all != seen[fiber];
        seen[fiber] = all;
        if (isNew && what == DISTURBED) {
            restart = true;
        }
        if (isNew && what == JOINED) {
            endsMatter();
        }
        boolean byPermits = (all & UNPARKED) != 0 && (all & (TAKES | WAITS)) != 0;
        boolean byInterrupts =
                ((all & INTERRUPTED) != 0 && (all & TAKES) != 0)
                        || ((all & DISTURBED) != 0 && (all & (TAKES | WAITS)) != 0);
        if (!waitsAreEvents && (byPermits || byInterrupts)) {
            waitsMatter();
        }
    }

    /** Whether this is so of a fiber, in any run. */
    boolean has(int fiber, int what) {
        return (seen[fiber] & what) != 0;
    }

    void makeRoomFor(int fiber) {
        if (fiber >= seen.length) {
            seen = Arrays.copyOf(seen, fiber * 2);
            seenBefore = Arrays.copyOf(seenBefore, fiber * 2);
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeBoolean(startsAreEvents);
        out.writeBoolean(endsAreEvents);
        out.writeBoolean(joinsAreEvents);
        out.writeBoolean(waitsAreEvents);
        out.writeBoolean(lastEndIsEvent);
        Frontier.write(out, seen);
        out.writeUTF(gap);
    }

    void read(DataInputStream in) throws IOException {
        startsAreEvents = in.readBoolean();
        endsAreEvents = in.readBoolean();
        joinsAreEvents = in.readBoolean();
        waitsAreEvents = in.readBoolean();
        lastEndIsEvent = in.readBoolean();
        seen = Frontier.readInts(in);
        seenBefore = seen.clone();
        gap = in.readUTF();
        gapBefore = gap;
    }
}
