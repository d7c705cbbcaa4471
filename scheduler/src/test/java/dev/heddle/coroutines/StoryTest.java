package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.async.Event;
import dev.heddle.async.Lock;
import dev.heddle.async.TaskGroup;

import org.junit.jupiter.api.Test;

/** What a failure says of coroutines. */
class StoryTest {

    static {
        Conformance.install();
    }

    private int stock = 1;

    private void take() {
        if (stock > 0) {
            Async.yield();
            stock--;
        }
    }

    /** Without the lines that say how to replay it, places shortened to the method. */
    private static String story(Body body) {
        return Heddle.explorer()
                .schedules(200)
                .explore(body)
                .failure()
                .orElseThrow()
                .toString()
                .replaceAll("(?s)\nSchedule 1?[0-9,]+, strategy.*", "")
                .replaceAll(
                        "at dev\\.heddle\\.coroutines\\.StoryTest\\.([\\w<>$]+)\\(.*\\)", "at $1")
                .replaceAll("lambda\\$(\\w+)\\$\\d+", "$1");
    }

    @Test
    void everyTaskHasAColumnOfItsOwnUnderItsName() {
        String told =
                story(
                        () -> {
                            StoryTest shop = new StoryTest();
                            Async.run(
                                    () -> {
                                        Async.createTask("first", () -> shop.stock).await();
                                        try (TaskGroup group = Async.taskGroup()) {
                                            group.createTask("ann", shop::take);
                                            group.createTask("bob", shop::take);
                                            group.join();
                                        }
                                    });
                            assertThat(shop.stock).isZero();
                        });
        assertThat(told)
                .containsPattern(
                        "\n +main\n +\\|  main\n +\\|  \\|  first\n +\\|  \\|  \\|  (ann|bob)\n"
                                + " +\\|  \\|  \\|  \\|  (ann|bob)\n")
                .containsPattern(
                        "\n"
                                + " +\\d+  \\|  \\*  \\|  \\|  \\|  awaits task 'first'"
                                + " +StoryTest\\.java:\\d+ ")
                .containsPattern("\\d  \\|  \\|  \\*  \\|  \\|  reads stock = 1 +StoryTest")
                .containsPattern("\\d  \\|  \\|  \\|  \\*  \\|  reads stock = 1 +StoryTest")
                .containsPattern("\\d  \\|  \\|  \\|  \\|  \\*  reads stock = 1 +StoryTest")
                .doesNotContain("event-loop", "has nothing to do", " ends");
    }

    @Test
    void callbacksHaveAColumnToo() {
        String told =
                story(
                        () ->
                                Async.run(
                                        () -> {
                                            StoryTest shop = new StoryTest();
                                            Async.loop().callSoon(() -> shop.stock++);
                                            Async.yield();
                                            Async.yield();
                                            assertThat(shop.stock).isEqualTo(1);
                                        }));
        assertThat(told)
                .containsPattern("\n +main\n +\\|  callbacks\n")
                .containsPattern("\\d  \\*  \\|  writes stock = 1 +StoryTest")
                .containsPattern("\\d  \\|  \\*  writes stock = 2 +StoryTest")
                .containsPattern("\\d  \\*  \\|  reads stock = 2 +StoryTest");
    }

    @Test
    void aDeadlockIsToldWithWhatEveryTaskAwaitsAndWhere() {
        String told = story(() -> Async.run(StoryTest::crossed));
        assertThat(told)
                .startsWith(
                        "Deadlock: 'ann' awaits a lock that task 'bob' has taken; 'bob' awaits a"
                                + " lock that task 'ann' has taken.")
                .contains("\n  'main' runs an event loop\n      at aDeadlock")
                .contains("\n  'main' awaits task 'ann'\n      at crossed\n")
                .contains("\n  'ann' awaits a lock that task 'bob' has taken\n      at both\n")
                .contains("\n  'bob' awaits a lock that task 'ann' has taken\n      at both\n")
                .doesNotContain("dev.heddle.async", "Thread.run", "daemon", "\n  'idle'");
    }

    @Test
    void whatAGroupWaitsForIsToldAsItWasThen() {
        String told =
                story(
                        () ->
                                Async.run(
                                        () -> {
                                            try (TaskGroup group = Async.taskGroup()) {
                                                group.createTask("ann", () -> new Event().await());
                                                group.createTask("bob", () -> 1);
                                                group.join();
                                            }
                                        }));
        assertThat(told)
                .contains("\n  'main' awaits the task group of task 'ann'\n")
                .containsPattern(
                        " awaits the task group of task 'ann', task 'bob'  StoryTest\\.java:\\d+ ")
                .contains("\n  'ann' awaits an event\n");
    }

    private static void crossed() throws Exception {
        Async.createTask("idle", () -> 1).await();
        Async.createTask("idle", () -> 2).await();
        Lock left = new Lock();
        Lock right = new Lock();
        var ann = Async.createTask("ann", () -> both(left, right));
        var bob = Async.createTask("bob", () -> both(right, left));
        ann.await();
        bob.await();
    }

    private static void both(Lock first, Lock second) {
        first.acquire();
        Async.yield();
        second.acquire();
        second.release();
        first.release();
    }

    /** Of an exception only the frames of the program are shown. */
    @Test
    void theStackOfAFailureIsThatOfTheProgram() {
        Throwable cause =
                Heddle.explorer()
                        .strategy("fifo")
                        .explore(
                                () ->
                                        Async.run(
                                                () ->
                                                        Async.createTask("ann", StoryTest::fails)
                                                                .await()))
                        .failure()
                        .orElseThrow()
                        .cause()
                        .orElseThrow();
        assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("fails");
        assertThat(cause.getStackTrace())
                .allMatch(frame -> frame.getClassName().equals(StoryTest.class.getName()));
    }

    private static void fails() {
        throw new IllegalStateException("for the test");
    }
}
