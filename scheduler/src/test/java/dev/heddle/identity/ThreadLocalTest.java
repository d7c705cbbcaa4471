package dev.heddle.identity;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Thread locals belong to the thread that the program knows, and to nobody else. */
class ThreadLocalTest {

    private static final ThreadLocal<String> OF_THE_TEST = new ThreadLocal<>();

    @Test
    @Covers(area = Area.THREADS, value = "ThreadLocal")
    void everyThreadHasItsOwnInitialValue() {
        check(
                () -> {
                    AtomicInteger made = new AtomicInteger();
                    ThreadLocal<Integer> local = ThreadLocal.withInitial(made::incrementAndGet);
                    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
                    Runnable look =
                            () -> {
                                seen.add(local.get());
                                Thread.yield();
                                seen.add(local.get());
                            };
                    Thread one = new Thread(look);
                    Thread two = new Thread(look);
                    one.start();
                    two.start();
                    one.join();
                    two.join();
                    assertThat(seen).containsExactlyInAnyOrder(1, 1, 2, 2);
                    assertThat(local.get()).isEqualTo(3);
                });
    }

    @Test
    void valuesAreIsolated() {
        check(
                () -> {
                    ThreadLocal<String> local = new ThreadLocal<>();
                    local.set("first");
                    AtomicReference<String> seen = new AtomicReference<>("unset");
                    Thread thread =
                            new Thread(
                                    () -> {
                                        seen.set(local.get());
                                        local.set("second");
                                    });
                    thread.start();
                    thread.join();
                    assertThat(seen.get()).isNull();
                    assertThat(local.get()).isEqualTo("first");
                    local.remove();
                    assertThat(local.get()).isNull();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "InheritableThreadLocal")
    void inheritableValuesAreCopiedWhenAThreadIsMade() {
        check(
                () -> {
                    InheritableThreadLocal<String> local =
                            new InheritableThreadLocal<>() {
                                @Override
                                protected String childValue(String parent) {
                                    return parent + "'s child";
                                }
                            };
                    local.set("parent");
                    List<String> seen = new ArrayList<>();
                    Thread thread = new Thread(() -> seen.add(local.get()));
                    local.set("changed");
                    thread.start();
                    thread.join();
                    assertThat(seen).containsExactly("parent's child");
                    assertThat(local.get()).isEqualTo("changed");
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "inheritInheritableThreadLocals(false)")
    void inheritingCanBeDeclined() {
        check(
                () -> {
                    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
                    local.set("parent");
                    AtomicReference<String> seen = new AtomicReference<>("unset");
                    Thread thread =
                            Thread.ofPlatform()
                                    .inheritInheritableThreadLocals(false)
                                    .start(() -> seen.set(local.get()));
                    thread.join();
                    assertThat(seen.get()).isNull();
                });
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "ThreadLocal in a virtual thread")
    void virtualThreadsHaveThreadLocals() {
        check(
                () -> {
                    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
                    ThreadLocal<String> plain = new ThreadLocal<>();
                    inherited.set("from parent");
                    plain.set("of parent");
                    List<String> seen = new ArrayList<>();
                    Thread thread =
                            Thread.startVirtualThread(
                                    () -> {
                                        seen.add(inherited.get());
                                        seen.add(plain.get());
                                        plain.set("of child");
                                        seen.add(plain.get());
                                    });
                    thread.join();
                    assertThat(seen).containsExactly("from parent", null, "of child");
                    assertThat(plain.get()).isEqualTo("of parent");
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "ScopedValue")
    void scopedValuesAreBoundInTheThread() {
        check(
                () -> {
                    ScopedValue<String> value = ScopedValue.newInstance();
                    AtomicReference<Boolean> inOther = new AtomicReference<>();
                    ScopedValue.where(value, "bound")
                            .run(
                                    () -> {
                                        Thread other =
                                                new Thread(() -> inOther.set(value.isBound()));
                                        other.start();
                                        try {
                                            other.join();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                        assertThat(value.get()).isEqualTo("bound");
                                    });
                    assertThat(value.isBound()).isFalse();
                    assertThat(inOther.get()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.STATE, value = "Thread locals of the thread that runs the test")
    void theBodySeesTheThreadLocalsOfItsCallerAndLeavesThemAsTheyWere() {
        OF_THE_TEST.set("caller's");
        List<String> seen = new ArrayList<>();
        Heddle.explorer()
                .schedules(3)
                .explore(
                        () -> {
                            seen.add(OF_THE_TEST.get());
                            OF_THE_TEST.set("body's");
                        })
                .check();
        assertThat(seen).containsOnly("caller's").hasSize(4); // The first is repeated.
        assertThat(OF_THE_TEST.get()).isEqualTo("caller's");
        OF_THE_TEST.remove();
    }
}
