package dev.heddle.jqwik.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.async.Event;
import dev.heddle.async.Lock;
import dev.heddle.async.Queue;
import dev.heddle.async.Semaphore;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random programs of coroutines against models of the primitives: who waits is served in the order
 * of coming, nothing is lost, and no more is given than there is. And an event loop on its own
 * ground does what one in a run does.
 */
class CoroutinesTest {

    private enum Kind {
        YIELD,
        LOCK,
        SEMAPHORE,
        PUT,
        GET,
        SET,
        WAIT
    }

    /** An operation, with so many turns for the others in its middle. */
    private record Op(Kind kind, int turns) {}

    private record Program(List<List<Op>> coroutines, int permits, int capacity) {

        static Program of(SplittableRandom random) {
            List<List<Op>> coroutines = new ArrayList<>();
            int puts = 0;
            for (int i = random.nextInt(2, 6); i > 0; i--) {
                List<Op> ops = new ArrayList<>();
                for (int j = random.nextInt(1, 7); j > 0; j--) {
                    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                    if (kind == Kind.GET) {
                        kind = Kind.PUT;
                    }
                    puts += kind == Kind.PUT ? 1 : 0;
                    ops.add(new Op(kind, random.nextInt(4)));
                }
                coroutines.add(ops);
            }
            // So that every wait ends: somebody takes all there is, and somebody sets the event.
            List<Op> last = new ArrayList<>();
            for (int i = 0; i < puts; i++) {
                last.add(new Op(Kind.GET, random.nextInt(3)));
            }
            coroutines.add(last);
            coroutines.add(List.of(new Op(Kind.YIELD, 3), new Op(Kind.SET, 0)));
            return new Program(coroutines, random.nextInt(1, 4), random.nextInt(1, 4));
        }
    }

    /** One execution: what happened, and the models beside the primitives. */
    private static final class Execution {
        final List<String> log = new ArrayList<>();
        final Lock lock = new Lock();
        final Semaphore semaphore;
        final Queue<String> queue;
        final Event event = new Event();
        final Program program;

        final Deque<String> wantLock = new ArrayDeque<>();
        final Deque<String> wantPermit = new ArrayDeque<>();
        final Deque<String> items = new ArrayDeque<>();
        int inLock;
        int inSemaphore;

        Execution(Program program) {
            this.program = program;
            semaphore = new Semaphore(program.permits());
            queue = new Queue<>(program.capacity());
        }

        void all() throws Exception {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < program.coroutines().size(); i++) {
                String name = "c" + i;
                List<Op> ops = program.coroutines().get(i);
                tasks.add(Async.createTask(name, () -> play(name, ops)));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
            assertThat(items).isEmpty();
            assertThat(queue.size()).isZero();
            assertThat(lock.isLocked()).isFalse();
            assertThat(semaphore.permits()).isEqualTo(program.permits());
        }

        private void play(String name, List<Op> ops) {
            for (int i = 0; i < ops.size(); i++) {
                play(name + "." + i, ops.get(i));
            }
        }

        private void play(String id, Op op) {
            switch (op.kind()) {
                case YIELD -> turns(op);
                case LOCK -> {
                    wantLock.add(id);
                    lock.acquire();
                    assertThat(wantLock.remove()).isEqualTo(id);
                    assertThat(++inLock).isEqualTo(1);
                    turns(op);
                    inLock--;
                    lock.release();
                }
                case SEMAPHORE -> {
                    wantPermit.add(id);
                    semaphore.acquire();
                    assertThat(wantPermit.remove()).isEqualTo(id);
                    assertThat(++inSemaphore).isLessThanOrEqualTo(program.permits());
                    turns(op);
                    inSemaphore--;
                    semaphore.release();
                }
                case PUT -> {
                    queue.put(id);
                    items.add(id); // No other coroutine has been between the two.
                    assertThat(items.size()).isLessThanOrEqualTo(program.capacity());
                    turns(op);
                }
                case GET -> {
                    turns(op);
                    String got = queue.get();
                    assertThat(items.remove()).isEqualTo(got);
                }
                case SET -> event.set();
                case WAIT -> {
                    event.await();
                    assertThat(event.isSet()).isTrue();
                }
            }
            log.add(id + op);
        }

        private static void turns(Op op) {
            for (int i = 0; i < op.turns(); i++) {
                Async.yield();
            }
        }
    }

    @Test
    void primitivesKeepWhatTheyPromise() throws Exception {
        Fuzz.each(
                120,
                (random, number) -> {
                    Program program = Program.of(random);
                    List<List<String>> logs = new ArrayList<>();
                    Heddle.explorer()
                            .schedules(3)
                            .strategy("fifo")
                            .explore(() -> logs.add(inALoop(program)))
                            .check();
                    Heddle.explorer()
                            .schedules(5)
                            .seed(number)
                            .explore(() -> inALoop(program))
                            .check();
                    assertThat(logs).isNotEmpty();
                    // First in, first out, as on its own ground.
                    assertThat(inALoop(program)).isEqualTo(logs.getFirst());
                });
    }

    private static List<String> inALoop(Program program) throws Exception {
        Execution[] made = new Execution[1];
        Async.run(
                () -> {
                    made[0] = new Execution(program);
                    made[0].all();
                });
        return made[0].log;
    }
}
