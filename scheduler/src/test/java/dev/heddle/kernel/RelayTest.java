package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;
import dev.heddle.tools.Pinned;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** Stacks hand the turn to each other and back, and what goes wrong is told outside. */
@Timeout(30)
class RelayTest {

    private final List<String> log = new ArrayList<>();

    private static Relay relay() {
        Control.install();
        Relay relay = Relay.ifPossible();
        assertThat(relay).isNotNull();
        return relay;
    }

    /** Gives a stack the turn, and waits until it is back. */
    private static @Nullable Throwable giveTurn(Relay relay, Stack stack) {
        CompletableFuture<List<Throwable>> back = new CompletableFuture<>();
        relay.begin(
                stack, failure -> back.complete(failure == null ? List.of() : List.of(failure)));
        return back.join().stream().findFirst().orElse(null);
    }

    @Test
    void theTurnGoesRoundAndBack() {
        Relay relay = relay();
        Stack[] all = new Stack[2];
        for (int i = 0; i < 2; i++) {
            int me = i;
            all[i] =
                    relay.newStack(
                            "stack " + i,
                            () -> {
                                for (int round = 0; round < 3; round++) {
                                    assertThat(Stack.here()).isSameAs(all[me]);
                                    log.add(me + "" + round);
                                    relay.handOver(all[me], all[1 - me]);
                                }
                                log.add("end of " + me);
                                relay.retire(all[me], me == 0 ? all[1] : null);
                            },
                            "guest");
        }
        assertThat(giveTurn(relay, all[0])).isNull();
        assertThat(log).containsExactly("00", "10", "01", "11", "02", "12", "end of 0", "end of 1");
        assertThat(all[0].thread().isAlive()).isFalse();
        assertThat(Stack.here()).isNull();
    }

    @Test
    void theTurnComesBackInBetween() {
        Relay relay = relay();
        Stack[] only = new Stack[1];
        only[0] =
                relay.newStack(
                        "stack",
                        () -> {
                            log.add("begun");
                            relay.handOver(only[0], null);
                            log.add("on");
                            relay.retire(only[0], null);
                        },
                        "guest");
        assertThat(giveTurn(relay, only[0])).isNull();
        assertThat(log).containsExactly("begun");
        assertThat(only[0].guest()).isEqualTo("guest");
        assertThat(giveTurn(relay, only[0])).isNull();
        assertThat(log).containsExactly("begun", "on");
        assertThat(only[0].guest()).isNull();
    }

    @Test
    void codeThatFailsIsTold() {
        Relay relay = relay();
        Stack fails =
                relay.newStack(
                        "the stack",
                        () -> {
                            throw new IllegalArgumentException("broken");
                        },
                        "guest");
        assertThat(giveTurn(relay, fails))
                .hasMessageContaining("'the stack' has ended without handing the turn over")
                .hasRootCauseMessage("broken");
        Stack forgets = relay.newStack("the stack", () -> log.add("ran"), "guest");
        assertThat(giveTurn(relay, forgets)).hasMessageContaining("without handing").hasNoCause();
    }

    @Test
    void aPauseIsEndedFromOutside() {
        Relay relay = relay();
        Stack[] only = new Stack[1];
        only[0] =
                relay.newStack(
                        "stack",
                        () -> {
                            relay.pause(only[0], 0);
                            relay.pause(only[0], 1_000_000);
                            new Thread(relay::wake).start();
                            relay.pause(only[0], Relay.FOR_EVER);
                            log.add("on");
                            relay.retire(only[0], null);
                        },
                        "guest");
        assertThat(giveTurn(relay, only[0])).isNull();
        assertThat(log).containsExactly("on");
    }

    /** Not even where a wait may end early: it would otherwise be asked for again and again. */
    @Test
    void aPauseTakesItsTime() {
        Relay relay = relay();
        int[] pauses = new int[1];
        Stack[] only = new Stack[1];
        only[0] =
                relay.newStack(
                        "stack",
                        () -> {
                            long end = System.nanoTime() + 50_000_000;
                            for (long rest = 50_000_000; rest > 0; rest = end - System.nanoTime()) {
                                relay.pause(only[0], rest);
                                pauses[0]++;
                            }
                            relay.retire(only[0], null);
                        },
                        "guest");
        assertThat(giveTurn(relay, only[0])).isNull();
        assertThat(pauses[0]).isBetween(1, 50);
    }

    /** With a frame of C below it, a stack keeps its carrier, and others go on elsewhere. */
    @Test
    void aStackThatCanNotLeaveItsCarrierIsGivenTheTurnThere() {
        Relay relay = relay();
        Stack[] all = new Stack[2];
        all[0] =
                relay.newStack(
                        "pinned",
                        () -> {
                            Pinned.call(
                                    () -> {
                                        log.add("pinned");
                                        relay.handOver(all[0], all[1]);
                                        log.add("on");
                                    });
                            relay.retire(all[0], all[1]);
                        },
                        "guest");
        all[1] =
                relay.newStack(
                        "other",
                        () -> {
                            log.add("other");
                            LockSupport.parkNanos(20_000_000); // The first one sleeps by then.
                            relay.handOver(all[1], all[0]);
                            log.add("last");
                            relay.retire(all[1], null);
                        },
                        "guest");
        assertThat(giveTurn(relay, all[0])).isNull();
        assertThat(log).containsExactly("pinned", "other", "on", "last");
    }

    @Test
    void aPauseWithoutLeavingTheCarrierTakesItsTimeToo() {
        Relay relay = relay();
        long[] took = new long[1];
        Stack[] only = new Stack[1];
        only[0] =
                relay.newStack(
                        "pinned",
                        () -> {
                            long begin = System.nanoTime();
                            Pinned.call(() -> relay.pause(only[0], 50_000_000));
                            took[0] = System.nanoTime() - begin;
                            relay.retire(only[0], null);
                        },
                        "guest");
        assertThat(giveTurn(relay, only[0])).isNull();
        assertThat(took[0]).isGreaterThan(30_000_000);
    }

    @Test
    void aStackThatWaitsForSomethingRealGoesOn() {
        Relay relay = relay();
        CompletableFuture<String> real = new CompletableFuture<>();
        Stack[] only = new Stack[1];
        only[0] =
                relay.newStack(
                        "stack",
                        () -> {
                            new Thread(() -> real.complete("from outside")).start();
                            log.add(real.join());
                            relay.retire(only[0], null);
                        },
                        "guest");
        assertThat(only[0].takeSubmitted()).isFalse();
        assertThat(giveTurn(relay, only[0])).isNull();
        assertThat(log).containsExactly("from outside");
    }

    /** Each of these is left on the thread by what has run on it. */
    @Test
    void whatIsLeftOnAStackIsSeen() throws Exception {
        Relay relay = relay();
        assertThat(isAsNewAfter(relay, () -> {})).isTrue();
        assertThat(isAsNewAfter(relay, () -> Thread.currentThread().setName("other"))).isFalse();
        assertThat(isAsNewAfter(relay, () -> Thread.currentThread().interrupt())).isFalse();
        assertThat(isAsNewAfter(relay, () -> new ThreadLocal<String>().set("left"))).isFalse();
        assertThat(isAsNewAfter(relay, () -> new InheritableThreadLocal<String>().set("left")))
                .isFalse();
        assertThat(isAsNewAfter(relay, () -> Thread.currentThread().setContextClassLoader(null)))
                .isFalse();
        assertThat(
                        isAsNewAfter(
                                relay,
                                () ->
                                        Thread.currentThread()
                                                .setUncaughtExceptionHandler((thread, e) -> {})))
                .isFalse();
    }

    private static boolean isAsNewAfter(Relay relay, Runnable code) throws Exception {
        boolean[] asNew = new boolean[1];
        Stack[] only = new Stack[1];
        FutureTask<Stack> making =
                new FutureTask<>(
                        () ->
                                relay.newStack(
                                        "stack",
                                        () -> {
                                            code.run();
                                            asNew[0] = only[0].isAsNew();
                                            boolean _ = Thread.interrupted();
                                            relay.retire(only[0], null);
                                        },
                                        "guest"));
        // A stack inherits from who makes it, and who runs the tests may have left something.
        Thread.ofPlatform().inheritInheritableThreadLocals(false).start(making);
        only[0] = making.get();
        assertThat(giveTurn(relay, only[0])).isNull();
        return asNew[0];
    }
}
