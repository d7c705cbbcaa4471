package dev.heddle.identity;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/** Threads made by builders and factories, platform and virtual. */
class BuilderTest {

    @Test
    @Covers(area = Area.THREADS, value = "Thread.Builder.OfPlatform: every option")
    void aBuilderOfPlatformThreadsSetsEverything() {
        check(
                () -> {
                    ThreadGroup group = new ThreadGroup("g");
                    AtomicReference<Thread> seen = new AtomicReference<>();
                    Thread thread =
                            Thread.ofPlatform()
                                    .name("built")
                                    .daemon()
                                    .priority(2)
                                    .group(group)
                                    .unstarted(() -> seen.set(Thread.currentThread()));
                    assertThat(thread.getThreadGroup()).isSameAs(group);
                    thread.start();
                    thread.join();
                    assertThat(seen.get()).isSameAs(thread);
                    assertThat(thread.getName()).isEqualTo("built");
                    assertThat(thread.isDaemon()).isTrue();
                    assertThat(thread.getPriority()).isEqualTo(2);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Thread.Builder.name with a counter")
    void aBuilderCountsNames() {
        check(
                () -> {
                    Thread.Builder builder = Thread.ofPlatform().name("n-", 3);
                    Thread first = builder.start(() -> {});
                    Thread second = builder.start(() -> {});
                    first.join();
                    second.join();
                    assertThat(first.getName()).isEqualTo("n-3");
                    assertThat(second.getName()).isEqualTo("n-4");
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Thread.Builder.factory")
    void factoriesMakeThreadsOfTheirKind() {
        check(
                () -> {
                    ThreadFactory platform = Thread.ofPlatform().name("p-", 0).factory();
                    ThreadFactory virtual = Thread.ofVirtual().name("v-", 0).factory();
                    List<String> seen = new ArrayList<>();
                    for (ThreadFactory factory : List.of(platform, virtual)) {
                        for (int i = 0; i < 2; i++) {
                            Thread thread =
                                    factory.newThread(
                                            () ->
                                                    seen.add(
                                                            Thread.currentThread().getName()
                                                                    + Thread.currentThread()
                                                                            .isVirtual()));
                            thread.start();
                            thread.join();
                        }
                    }
                    assertThat(seen).containsExactly("p-0false", "p-1false", "v-0true", "v-1true");
                });
    }

    @Test
    @Covers(
            area = Area.VIRTUAL_THREADS,
            value = "isVirtual, isDaemon, getPriority, getThreadGroup of a virtual thread")
    void aVirtualThreadIsWhatItAlwaysIs() {
        check(
                () -> {
                    List<Object> seen = new ArrayList<>();
                    Thread thread =
                            Thread.ofVirtual()
                                    .name("v")
                                    .start(
                                            () -> {
                                                Thread self = Thread.currentThread();
                                                seen.add(self);
                                                seen.add(self.isVirtual());
                                                seen.add(self.isDaemon());
                                                seen.add(self.getPriority());
                                                seen.add(self.getThreadGroup().getName());
                                                seen.add(self.getName());
                                            });
                    thread.join();
                    assertThat(seen)
                            .containsExactly(
                                    thread,
                                    true,
                                    true,
                                    Thread.NORM_PRIORITY,
                                    "VirtualThreads",
                                    "v");
                    assertThatThrownBy(() -> thread.setDaemon(false))
                            .isInstanceOf(IllegalArgumentException.class);
                    thread.setPriority(9);
                    assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
                });
    }

    @Test
    void aVirtualThreadHasNoNameUnlessItIsGivenOne() {
        check(
                () -> {
                    Thread thread = Thread.startVirtualThread(() -> {});
                    thread.join();
                    assertThat(thread.getName()).isEmpty();
                    assertThat(thread.toString())
                            .startsWith("VirtualThread[#" + thread.threadId() + "]/");
                });
    }

    @Test
    @Covers(
            area = Area.VIRTUAL_THREADS,
            value = "Thread.currentThread of a virtual thread before and after waits")
    void aVirtualThreadStaysItselfAcrossWaits() {
        check(
                () -> {
                    List<Thread> seen = new ArrayList<>();
                    Thread thread =
                            Thread.startVirtualThread(
                                    () -> {
                                        seen.add(Thread.currentThread());
                                        try {
                                            Thread.sleep(1);
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                        seen.add(Thread.currentThread());
                                    });
                    thread.join();
                    assertThat(seen).containsExactly(thread, thread);
                });
    }
}
