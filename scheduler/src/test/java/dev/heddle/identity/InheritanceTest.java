package dev.heddle.identity;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;

/** What a thread has from the one that made it, and what it can be given. */
class InheritanceTest {

    @Test
    @Covers(area = Area.THREADS, value = "Inheriting setDaemon")
    void daemonsBegetDaemons() {
        check(
                () -> {
                    AtomicReference<Thread> child = new AtomicReference<>();
                    Thread daemon = new Thread(() -> child.set(new Thread(() -> {})));
                    daemon.setDaemon(true);
                    daemon.start();
                    daemon.join();
                    assertThat(daemon.isDaemon()).isTrue();
                    assertThat(child.get().isDaemon()).isTrue();
                    child.get().setDaemon(false);
                    assertThat(child.get().isDaemon()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "setDaemon of a thread that runs")
    void aThreadThatRunsCanNotBecomeADaemon() {
        check(
                () -> {
                    AtomicReference<Throwable> thrown = new AtomicReference<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        try {
                                            Thread.currentThread().setDaemon(true);
                                        } catch (IllegalThreadStateException e) {
                                            thrown.set(e);
                                        }
                                    });
                    thread.setDaemon(false);
                    thread.start();
                    thread.join();
                    assertThat(thrown.get()).isInstanceOf(IllegalThreadStateException.class);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "getPriority, setPriority")
    void prioritiesAreInheritedAndKept() {
        check(
                () -> {
                    AtomicReference<Thread> child = new AtomicReference<>();
                    Thread parent = new Thread(() -> child.set(new Thread(() -> {})));
                    parent.setPriority(3);
                    parent.start();
                    parent.join();
                    assertThat(parent.getPriority()).isEqualTo(3);
                    assertThat(child.get().getPriority()).isEqualTo(3);
                    assertThatThrownBy(() -> parent.setPriority(11))
                            .isInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    void aRunningThreadCanChangeItsPriority() {
        check(
                () -> {
                    AtomicReference<Integer> seen = new AtomicReference<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
                                        seen.set(Thread.currentThread().getPriority());
                                    });
                    thread.start();
                    thread.join();
                    assertThat(seen.get()).isEqualTo(Thread.MIN_PRIORITY);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "ThreadGroup of a thread")
    void groupsAreInheritedAndLimitPriorities() {
        check(
                () -> {
                    ThreadGroup group = new ThreadGroup("group");
                    group.setMaxPriority(4);
                    AtomicReference<ThreadGroup> inside = new AtomicReference<>();
                    AtomicReference<Thread> child = new AtomicReference<>();
                    Thread thread =
                            new Thread(
                                    group,
                                    () -> {
                                        inside.set(Thread.currentThread().getThreadGroup());
                                        child.set(new Thread(() -> {}));
                                    });
                    thread.start();
                    thread.join();
                    assertThat(inside.get()).isSameAs(group);
                    assertThat(child.get().getThreadGroup()).isSameAs(group);
                    assertThat(child.get().getPriority()).isEqualTo(4);
                    assertThat(group.getParent()).isSameAs(Thread.currentThread().getThreadGroup());
                });
    }

    @Test
    void anEndedThreadHasNoGroup() {
        check(
                () -> {
                    Thread thread = new Thread(() -> {});
                    assertThat(thread.getThreadGroup()).isNotNull();
                    thread.start();
                    thread.join();
                    assertThat(thread.getThreadGroup()).isNull();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "getContextClassLoader, setContextClassLoader")
    void contextClassLoadersAreInherited() {
        check(
                () -> {
                    Thread self = Thread.currentThread();
                    ClassLoader before = self.getContextClassLoader();
                    AtomicReference<ClassLoader> seen = new AtomicReference<>();
                    try (URLClassLoader own = new URLClassLoader(new URL[0])) {
                        self.setContextClassLoader(own);
                        Thread thread =
                                new Thread(
                                        () ->
                                                seen.set(
                                                        Thread.currentThread()
                                                                .getContextClassLoader()));
                        self.setContextClassLoader(before);
                        thread.start();
                        thread.join();
                        assertThat(seen.get()).isSameAs(own);
                    }
                });
    }

    @Test
    void theContextClassLoaderOfTheFirstThreadIsItsOwn() {
        check(
                () ->
                        assertThat(Thread.currentThread().getContextClassLoader())
                                .isSameAs(InheritanceTest.class.getClassLoader()));
    }

    /** What loads services is left as it is, since the JVM uses it too. */
    @Test
    void servicesAreLookedForByTheContextClassLoader() {
        check(
                () -> {
                    Thread self = Thread.currentThread();
                    ClassLoader before = self.getContextClassLoader();
                    List<String> asked = new ArrayList<>();
                    self.setContextClassLoader(
                            new ClassLoader(before) {
                                @Override
                                public Enumeration<URL> getResources(String name)
                                        throws IOException {
                                    asked.add(name);
                                    return super.getResources(name);
                                }
                            });
                    try {
                        assertThat(ServiceLoader.load(Runnable.class).findFirst()).isEmpty();
                    } finally {
                        self.setContextClassLoader(before);
                    }
                    assertThat(asked).containsExactly("META-INF/services/java.lang.Runnable");
                });
    }
}
