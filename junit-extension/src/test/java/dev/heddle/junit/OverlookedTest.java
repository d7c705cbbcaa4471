package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
