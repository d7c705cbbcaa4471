package dev.heddle.prove;

import dev.heddle.kernel.Interplay;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The steps of the tasks of an event loop as events of a search: tasks take the place of fibers,
 * and what a task does from one wait to the next is one event, with all that it touches. Which of
 * the tasks that are ready makes the next step is then chosen as which fiber is.
 *
 * <p>That is right where the order in which tasks get ready is of no account, nor that of anything
 * else that happens by itself. So there must be no other thread, and it must not matter which step
 * is the last of a pass of the loop. Where that is not so, {@link #mixes} is told, all begins anew,
 * and each order of steps is visited: who goes on is a choice made in the step before.
 *
 * <p>Callbacks keep their order, and so are all steps of one more task. In which order they are
 * queued conflicts, but for those that only count, for the same.
 */
final class TaskSteps implements Interplay {

    /** Of a loop: the steps of callbacks, and the order in which they are queued. */
    private static final int CALLBACKS = 6;

    private static final int QUEUE = 7;

    /** Lineages of tasks begin with this, other than those of fibers. */
    private static final long TASKS = 0x5bd1e995_7f4a7c15L;

    /** Stands for the step that goes on, which has no number yet. */
    private static final int PRESENT = -2;

    private final Exhaustive search;
    private final Trace trace;

    /** Whether each order of steps is visited. */
    private boolean mixed;

    /** Whether the order matters in which callbacks were queued that only count. */
    private boolean queueIsSeen;

    /** Whether a loop was entered of which not each order was visited. */
    private boolean used;

    private boolean restart;

    // --- the run
    private @Nullable Object loop;
    private int callbacks;

    /** Whether it has not made a step yet. */
    private boolean enters;

    /** How many threads there are that are none of a loop, but for the first. */
    private int threads;

    private boolean worker;

    /** How many tasks each has made, by its number; and where each task comes from. */
    private int[] made = new int[8];

    private long[] lineages = new long[8];

    /** By which events the callbacks were queued that are there. */
    private int[] queued = new int[16];

    private int head;
    private int tail;

    /** What was queued that only counts: for what, and by which event. */
    private @Nullable Object[] counts = new Object[8];

    private int[] countedBy = new int[8];
    private int counted;

    TaskSteps(Exhaustive search, Trace trace, boolean mixed) {
        this.search = search;
        this.trace = trace;
        this.mixed = mixed;
    }

    /** Each order of steps is to be visited, whether they can be swapped or not. */
    void visitsEachOrder() {
        mixed = true;
    }

    /** Whether a loop runs the steps of which are events. */
    boolean areGoing() {
        return loop != null;
    }

    void begins() {
        loop = null;
        threads = 0;
        worker = false;
        Arrays.fill(made, 0);
        Arrays.fill(lineages, 0);
        head = 0;
        tail = 0;
        Arrays.fill(counts, 0, counted, null);
        counted = 0;
    }

    /** Whether all must begin anew. */
    boolean restarts() {
        return restart;
    }

    void restarted() {
        restart = false;
        used = false;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeBoolean(mixed);
        out.writeBoolean(queueIsSeen);
        out.writeBoolean(used);
    }

    void read(DataInputStream in) throws IOException {
        mixed = in.readBoolean();
        queueIsSeen = in.readBoolean();
        used = in.readBoolean();
    }

    // --- who goes on ----------------------------------------------------------------------------

    /** Which of those that are ready makes the next step. */
    int choose(Turns among, int count) {
        search.endsStep();
        Node node = search.node();
        int best = Trace.NONE;
        for (int i = 0; i < count; i++) {
            int task = among.candidateTask(i);
            int number = task == CALLBACK ? callbacks : task;
            if (number == node.fiber) {
                return i;
            }
            if (best == Trace.NONE && !node.isAsleep(number)) {
                best = i; // The oldest: so everybody comes in turn.
            }
        }
        if (node.fiber != Trace.NONE) {
            search.isOtherwise();
        }
        return best == Trace.NONE ? 0 : best;
    }

    /** A step has ended, which was this event. */
    void closed(int event) {
        for (int i = tail - 1; i >= head && queued[i] == PRESENT; i--) {
            queued[i] = event;
        }
        int before = counted;
        while (before > 0 && countedBy[before - 1] == PRESENT) {
            countedBy[--before] = event;
        }
        for (int i = before; i < counted && !queueIsSeen; i++) {
            for (int k = 0; k < before; k++) {
                if (counts[k] != counts[i] && !trace.isBefore(countedBy[k], event)) {
                    queueIsSeen = true;
                    restart = true;
                }
            }
        }
    }

    /** A thread begins; whether it is one that tasks take turns on. */
    boolean isWorker() {
        if (worker) {
            worker = false;
            return loop != null;
        }
        return false;
    }

    /** A thread begins that is none of a loop, and not the first. */
    void threadBegins() {
        threads++;
        if (loop != null) {
            mixes();
        }
    }

    // --- what is told of a run ------------------------------------------------------------------

    @Override
    public void enters(Object entered) {
        if (mixed || search.isOver()) {
            return;
        }
        if (threads > 0 || loop != null) {
            mixes();
            return;
        }
        used = true;
        enters = true;
        int thread = search.present();
        search.endsStep();
        trace.barrier();
        callbacks = number(Trace.NONE);
        loop = entered;
        search.beginsStep(thread);
    }

    @Override
    public void leaves() {
        if (loop != null && !search.isOver()) {
            search.endsStep();
            trace.barrier();
            loop = null;
        }
    }

    @Override
    public int makes(Object of, Object task) {
        if (mixed || search.isOver()) {
            return 0;
        }
        int number = number(search.present());
        touches(of, MADE, true);
        trace.objects.of(task);
        return number;
    }

    private int number(int maker) {
        long lineage = TASKS;
        if (maker != Trace.NONE) {
            long from = maker < lineages.length ? lineages[maker] : 0;
            if (maker >= made.length) {
                made = Arrays.copyOf(made, maker * 2);
            }
            lineage = Trace.mixed(from + TASKS + (long) maker * 31 + ++made[maker] * TASKS);
        }
        int number = search.numberFor(lineage);
        if (number >= lineages.length) {
            lineages = Arrays.copyOf(lineages, number * 2);
        }
        lineages[number] = lineage;
        return number;
    }

    @Override
    public void turns(int task, Object what) {
        Object of = loop;
        if (of == null || search.isOver()) {
            return;
        }
        search.endsStep();
        if (enters) {
            enters = false;
            trace.barrier(); // What the thread did that runs the loop comes first.
        }
        if (task != CALLBACK) {
            search.beginsStep(task);
            touches(what, STEPS, true);
            return;
        }
        search.beginsStep(callbacks);
        int by = head < tail ? queued[head++] : Trace.NONE;
        trace.precedes(by, callbacks);
        touches(of, CALLBACKS, true);
    }

    @Override
    public void readies(int task) {
        if (!mixed && !search.isOver()) {
            search.precedes(task);
        }
    }

    @Override
    public void queues(@Nullable Object counting) {
        if (mixed || search.isOver()) {
            return;
        }
        Object of = loop;
        add(of == null ? Trace.NONE : PRESENT);
        if (of == null) {
            return;
        }
        boolean isSeen = counting == null || queueIsSeen;
        touches(of, QUEUE, isSeen);
        if (!isSeen) {
            if (counted == counts.length) {
                counts = Arrays.copyOf(counts, counted * 2);
                countedBy = Arrays.copyOf(countedBy, counted * 2);
            }
            counts[counted] = counting;
            countedBy[counted++] = PRESENT;
        }
    }

    @Override
    public void fires() {
        if (loop != null) {
            add(Trace.NONE); // All that was done before comes before.
        }
    }

    private void add(int event) {
        if (tail == queued.length) {
            int size = tail - head;
            int[] room = size * 2 > queued.length ? new int[queued.length * 2] : queued;
            System.arraycopy(queued, head, room, 0, size);
            queued = room;
            head = 0;
            tail = size;
        }
        queued[tail++] = event;
    }

    @Override
    public void sets(long when, boolean only) {
        search.loopSetsTimer();
        Object of = loop;
        if (of != null && !search.isOver()) {
            search.touches(of, Long.hashCode(when), Accesses.CONTENTS, !only);
        }
    }

    @Override
    public void touches(Object what, int member, boolean writes) {
        if (loop != null && !search.isOver()) {
            search.touches(what, member, Accesses.FIELD, writes);
        }
    }

    @Override
    public void touchesAll() {
        if (loop != null && !search.isOver()) {
            trace.doesAnything();
        }
    }

    @Override
    public void startsWorker() {
        worker = loop != null;
    }

    @Override
    public void mixes() {
        if (mixed || search.isOver()) {
            return;
        }
        mixed = true;
        restart |= used;
        loop = null;
    }
}
