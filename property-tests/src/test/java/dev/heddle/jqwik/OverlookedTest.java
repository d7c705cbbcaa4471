package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.kernel.HeddleException;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The annotations of properties at what is no property. */
class OverlookedTest {

    static class OfJUnit {
        @Test
        @Interleaved
        void sums() {}
    }

    static class Alone {
        @Interleaved
        void sums() {}
    }

    static class Inheriting extends Alone {
        @Example
        void isAnExample() {}
    }

    static class Replayed {
        @Test
        @Replay("[1]")
        void sums() {}
    }

    static class Right {
        @Property
        @Interleaved
        void forAll(@ForAll int any) {}

        @Example
        @Interleaved
        void once() {}

        @Test
        void ofJUnit() {}
    }

    @Test
    void whatIsNoPropertyFails() {
        for (Class<?> type : List.of(OfJUnit.class, Alone.class, Inheriting.class)) {
            assertThat(refusal(DiscoverySelectors.selectClass(type)))
                    .contains(
                            ".sums is annotated with @Interleaved of dev.heddle.jqwik, which is for"
                                    + " properties, and is none")
                    .endsWith("for a test of JUnit, import dev.heddle.junit.Interleaved.");
        }
        assertThat(refusal(DiscoverySelectors.selectClass(Replayed.class)))
                .contains("Replayed.sums is annotated with @Replay of dev.heddle.jqwik");
        assertThat(refusal(DiscoverySelectors.selectMethod(OfJUnit.class, "sums"))).isNotEmpty();
    }

    @Test
    void propertiesAndOtherTestsDoNot() {
        assertThat(refusal(DiscoverySelectors.selectClass(Right.class))).isEmpty();
        // That it is not there JUnit says itself.
        assertThat(refusal(DiscoverySelectors.selectClass("no.such.Type")))
                .contains("no.such.Type");
    }

    /** What keeps JUnit from finding tests, which is printed as well; empty if nothing does. */
    private static String refusal(DiscoverySelector selector) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Throwable thrown;
        try (LauncherSession session = LauncherFactory.openSession()) {
            thrown =
                    catchThrowable(
                            () ->
                                    session.getLauncher()
                                            .discover(
                                                    LauncherDiscoveryRequestBuilder.request()
                                                            .selectors(selector)
                                                            .build()));
        } finally {
            System.setErr(before);
        }
        if (thrown == null) {
            return "";
        }
        while (thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        if (thrown instanceof HeddleException) {
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains(thrown.getMessage());
        }
        return thrown.getMessage();
    }
}
