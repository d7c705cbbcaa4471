package dev.heddle.junit;

import dev.heddle.control.Control;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The main class of the JVMs that {@link AttachTest} starts: runs a few tests as a build would. */
final class ForkedMain {

    private ForkedMain() {}

    public static void main(String[] arguments) {
        try (LauncherSession session = LauncherFactory.openSession()) {
            System.out.println("controlled: " + Control.isInstalled());
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(Subject.class))
                                    .build(),
                            new Printer());
        }
    }

    private static final class Printer implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                String name = test.getUniqueId().replaceAll(".*[:]([a-z]+)\\(\\).*", "$1");
                System.out.println(name + ": " + result.getStatus());
                result.getThrowable().ifPresent(thrown -> System.out.println(thrown.getMessage()));
            }
        }
    }

    /** Loaded by JUnit, when the session is open. */
    static class Subject {

        private int value;

        private synchronized void increment() {
            value++;
        }

        @Test
        void plain() {}

        @Interleaved(schedules = 50)
        void interleaved() throws InterruptedException {
            Thread other = new Thread(this::increment);
            other.start();
            increment();
            other.join();
            if (value != 2) {
                throw new AssertionError("two threads were in a synchronized method");
            }
        }

        @Interleaved
        void racy() throws InterruptedException {
            if (Programs.countTwice(new Programs.RacyCounter()) != 2) {
                throw new AssertionError("lost an update");
            }
        }
    }
}
