package dev.heddle.prove;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;
import dev.heddle.async.Condition;
import dev.heddle.async.Event;
import dev.heddle.async.ExceptionGroup;
import dev.heddle.async.Future;
import dev.heddle.async.Lock;
import dev.heddle.async.Outcome;
import dev.heddle.async.Queue;
import dev.heddle.async.Semaphore;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;
import dev.heddle.async.Waited;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** Small programs of tasks, drawn at random; each task notes all that it sees. */
final class RandomTasks {

    private static final Duration MILLI = Duration.ofMillis(1);

    /** What a task does. Those up to {@link #ASK} are seen in full by what tasks note. */
    enum Op {
        CHANGE,
        LOOK,
        YIELD,
        CHOOSE,
        SET,
        AWAIT,
        ASK,
        SLEEP,
        SLEEP_LONGER,
        HAPPEN,
        CLEAR,
        AWAIT_EVENT,
        LOCKED,
        PUT,
        GET,
        CANCEL,
        CANCEL_FUTURE,
        GATHER,
        CALL_SOON,
        CALL_LATER,
        CALL_WHEN_DONE,
        IN_TIME,
        PERMITTED,
        COUNT_TASKS,
        NAME,
        AWAIT_CONDITION,
        NOTIFY,
        GROUP,
        FAILING_GROUP,
        WAIT_FIRST,
        SHIELD,
        IN_THE_BACKGROUND
    }

    /** One of these, on the first or the second of what it is done with. */
    record Step(Op op, int on) {
        @Override
        public String toString() {
            return op + "(" + on + ")";
        }
    }

    /** What is left of a run. */
    static final class State {
        final int[] cells = new int[2];
        final StringBuilder[] notes;
        final StringBuilder called = new StringBuilder();
        String ended = "";

        State(int tasks) {
            notes = new StringBuilder[tasks];
            for (int i = 0; i < tasks; i++) {
                notes[i] = new StringBuilder();
            }
        }

        @Override
        public String toString() {
            return Arrays.toString(cells) + Arrays.toString(notes) + called + ended;
        }
    }

    private RandomTasks() {}

    static List<List<Step>> draw(Random random, Op last) {
        int tasks = 2 + random.nextInt(2);
        List<List<Step>> program = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            List<Step> steps = new ArrayList<>();
            int count = 1 + random.nextInt(tasks == 2 ? 4 : 3);
            for (int k = 0; k < count; k++) {
                int op = random.nextInt(random.nextInt(3) == 0 ? 3 : last.ordinal() + 1);
                steps.add(new Step(Op.values()[op], random.nextInt(2)));
            }
            program.add(steps);
        }
        return program;
    }

    static Body body(List<List<Step>> program, State[] left) {
        return () -> {
            State state = new State(program.size());
            left[0] = state;
            try {
                Async.run(() -> new Going(program, state).run());
            } catch (Exception e) {
                state.ended += e.getClass().getSimpleName();
            }
        };
    }

    /** One run of a program. */
    private static final class Going {
        final List<List<Step>> program;
        final State state;
        final Task<?>[] tasks;
        final Object[] futures = {Async.loop().createFuture(), Async.loop().createFuture()};
        final Object[] events = {new Event(), new Event()};
        final Object[] locks = {new Lock(), new Lock()};
        final Object[] queues = {new Queue<Integer>(1), new Queue<Integer>()};
        final Object[] permits = {new Semaphore(1), new Semaphore(2)};
        final Object[] conditions = {new Condition(), new Condition()};

        Going(List<List<Step>> program, State state) {
            this.program = program;
            this.state = state;
            this.tasks = new Task<?>[program.size()];
        }

        void run() throws Exception {
            List<Task<?>> all = new ArrayList<>();
            for (int i = 0; i < tasks.length; i++) {
                int me = i;
                tasks[i] =
                        Async.createTask(
                                "t" + i,
                                () -> {
                                    run(me);
                                    return null;
                                });
                all.add(tasks[i]);
            }
            for (Outcome<?> outcome : Async.gatherOutcomes(all).await()) {
                Throwable failure = outcome.failure();
                state.ended += failure == null ? "+" : failure.getClass().getSimpleName();
            }
        }

        private void run(int me) throws Exception {
            StringBuilder note = state.notes[me];
            int at = 0;
            for (Step step : program.get(me)) {
                int id = (me + 1) * 10 + ++at;
                note.append(' ');
                try {
                    run(me, step.op(), step.on(), id, note);
                } catch (CancelledError e) {
                    note.append("cancelled");
                } catch (TimeoutException | ExceptionGroup e) {
                    note.append(e.getClass().getSimpleName());
                }
            }
        }

        private void change(int cell, int id, StringBuilder note) {
            note.append(state.cells[cell]).append(',');
            state.cells[cell] = id;
        }

        @SuppressWarnings("unchecked")
        private void run(int me, Op op, int on, int id, StringBuilder note) throws Exception {
            Future<Integer> future = (Future<Integer>) futures[on];
            Event event = (Event) events[on];
            Queue<Integer> queue = (Queue<Integer>) queues[on];
            Condition condition = (Condition) conditions[on];
            switch (op) {
                case CHANGE -> change(on, id, note);
                case LOOK -> note.append(state.cells[on]);
                case YIELD -> Async.yield();
                case CHOOSE -> note.append(Heddle.choose(2));
                case SET -> {
                    note.append(future.isDone());
                    if (!future.isDone()) {
                        future.setResult(id);
                    }
                }
                case AWAIT -> {
                    note.append(future.isDone());
                    note.append(future.await());
                }
                case ASK -> note.append(future.isDone());
                case SLEEP -> Async.sleep(MILLI);
                case SLEEP_LONGER -> Async.sleep(MILLI.multipliedBy(1 + me));
                case HAPPEN -> event.set();
                case CLEAR -> event.clear();
                case AWAIT_EVENT -> event.await();
                case LOCKED -> {
                    try (Lock.Held _ = ((Lock) locks[on]).hold()) {
                        change(on, id, note);
                        Async.yield();
                    }
                }
                case PUT -> queue.put(id);
                case GET -> note.append(queue.get());
                case CANCEL -> note.append(tasks[(me + 1 + on) % tasks.length].cancel());
                case CANCEL_FUTURE -> note.append(future.cancel());
                case GATHER ->
                        Async.gather(() -> change(on, id, note), () -> change(on, -id, note))
                                .await();
                case CALL_SOON -> Async.loop().callSoon(() -> change(on, id, state.called));
                case CALL_LATER -> Async.loop().callLater(MILLI, () -> change(on, id, note));
                case CALL_WHEN_DONE ->
                        future.addDoneCallback(
                                done -> {
                                    if (!done.isCancelled()) { // As it is when all has ended.
                                        change(on, id, state.called);
                                    }
                                });
                case IN_TIME ->
                        Async.waitFor(
                                MILLI,
                                () -> {
                                    event.await();
                                    return null;
                                });
                case PERMITTED -> {
                    try (Lock.Held _ = ((Semaphore) permits[on]).hold()) {
                        change(on, id, note);
                        Async.yield();
                    }
                }
                case COUNT_TASKS -> note.append(Async.allTasks().size());
                case NAME -> tasks[(me + 1) % tasks.length].setName(note + "!");
                case AWAIT_CONDITION -> {
                    try (Lock.Held _ = condition.hold()) {
                        condition.await();
                        change(on, id, note);
                    }
                }
                case NOTIFY -> {
                    try (Lock.Held _ = condition.hold()) {
                        condition.notifyOne();
                        change(on, id, note);
                    }
                }
                case GROUP, FAILING_GROUP -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        group.createTask(() -> change(on, id, note));
                        group.createTask(
                                () -> {
                                    Async.yield();
                                    if (op == Op.FAILING_GROUP) {
                                        throw new IllegalStateException();
                                    }
                                });
                        group.join();
                    }
                }
                case WAIT_FIRST -> {
                    Waited<Object> waited =
                            Async.wait(
                                    List.of(
                                            Async.createTask(() -> (Object) on),
                                            Async.createTask(
                                                    () -> {
                                                        Async.yield();
                                                        return on;
                                                    })),
                                    null,
                                    Waited.Until.FIRST_COMPLETED);
                    note.append(waited.done().size());
                    for (Future<Object> one : waited.pending()) {
                        one.await();
                    }
                }
                case SHIELD ->
                        Async.shield(
                                        () -> {
                                            Async.yield();
                                            change(on, id, note);
                                            return null;
                                        })
                                .await();
                case IN_THE_BACKGROUND ->
                        Async.createTask(
                                () -> {
                                    change(on, id, note);
                                    Async.yield();
                                    change(on, -id, note);
                                });
            }
        }
    }
}
