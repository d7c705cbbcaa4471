package dev.heddle.tools;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of a JVM whose first mock is made inside a run. It explores the program twice, for
 * in the first run of all Mockito does much that it does only once, and prints how that went.
 */
final class FirstMockMain {

    private FirstMockMain() {}

    /** Final, so that only an inline mock can be made of it. */
    static final class Store {
        private int value;

        int add() {
            return ++value;
        }
    }

    public static void main(String[] arguments) {
        Control.install();
        explore("first");
        explore("second");
        explore("third");
    }

    private static void explore(String name) {
        List<Long> digests = new ArrayList<>();
        Report report =
                Heddle.explorer()
                        .schedules(50)
                        // Mockito attaches, and rewrites much, in real time.
                        .timeLimit(Duration.ofMinutes(1))
                        .onDigest(digests::add)
                        .explore(() -> program());
        System.out.println(name + " passed: " + report.passed());
        System.out.println(name + " outside: " + (report.outsideEvents() > 0));
        System.out.println(name + " digests: " + digests.hashCode() + " of " + digests.size());
        report.failure().ifPresent(System.out::println);
        report.divergence().ifPresent(System.out::println);
        report.uncontrolled().forEach(System.out::println);
    }

    private static void program() throws InterruptedException {
        Object any = mock(Object.class);
        Store store = mock(Store.class);
        Thread other = new Thread(store::add);
        other.start();
        other.join();
        verify(store).add();
        if (store.add() != 0 || any == null) {
            throw new AssertionError("not mocked");
        }
    }
}
