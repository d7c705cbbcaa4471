package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A method that JUnit passes over is no test that passes. */
class OverlookedTest {

    @Test
    void methodsThatCanBeNoTestsAreNamed() {
        assertThat(printedFor(Impossible.class))
                .containsExactlyInAnyOrder(
                        "Impossible.hidden is annotated with @Interleaved, but JUnit does not"
                                + " execute it, since it is private.",
                        "Impossible.ofNobody is annotated with @Interleaved, but JUnit does not"
                                + " execute it, since it is static.",
                        "Impossible.answers is annotated with @Interleaved, but JUnit does not"
                                + " execute it, since it returns something.",
                        "Impossible.ofEvery is annotated with @Exhaustive, but JUnit does not"
                                + " execute it, since it is static.");
    }

    @Test
    void othersAreNot() {
        assertThat(printedFor(Possible.class)).isEmpty();
    }

    private static List<String> printedFor(Class<?> tests) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .discover(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(tests))
                                    .build());
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(", but JUnit does not"))
                .distinct()
                .toList();
    }

    @Test
    void aMethodThatOnlyVirtualTimeIsAtFails() {
        for (Class<?> type : List.of(NoTest.class, Around.class, Inheriting.class)) {
            assertThat(executed(type))
                    .singleElement()
                    .asString()
                    .contains("NoTest")
                    .endsWith(
                            ".isNone is annotated with @VirtualTime, which alone makes no test of"
                                    + " it, so that JUnit would not execute it. Add @Test, or"
                                    + " @ParameterizedTest.");
        }
        assertThat(executed(Beside.class)).containsExactly("", "", "", "");
    }

    /** What each test has thrown, or what has kept all from being executed. */
    private static List<String> executed(Class<?> tests) {
        List<String> results = new ArrayList<>();
        TestExecutionListener listener =
                new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        if (test.isTest()) {
                            results.add(
                                    result.getThrowable().map(Throwable::getMessage).orElse(""));
                        }
                    }
                };
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(tests))
                                    .build(),
                            listener);
        } catch (JUnitException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            results.add(cause.getMessage());
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains(cause.getMessage());
        } finally {
            System.setErr(before);
        }
        return results;
    }

    static class NoTest {
        @VirtualTime
        void isNone() {}

        @Test
        void isOne() {}
    }

    static class Around {
        @Nested
        class NoTestInside {
            @VirtualTime
            void isNone() {}
        }
    }

    static class Inheriting extends NoTest {}

    static class Beside {
        @Test
        @VirtualTime
        void isOne() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @VirtualTime
        void areTwo(int number) {
            assertThat(number).isPositive();
        }

        @RepeatedTest(1)
        @VirtualTime
        void isRepeated() {}
    }

    static class Impossible {
        @Interleaved
        void possible() {}

        @Interleaved
        private void hidden() {}

        @Interleaved
        static void ofNobody() {}

        @Interleaved
        int answers() {
            return 42;
        }

        @Exhaustive
        static void ofEvery() {}

        @Test
        private void notOurs() {}
    }

    static class Possible {
        @Interleaved
        void possible() {}

        @Test
        private void notOurs() {}
    }
}
