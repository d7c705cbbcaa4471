package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The snippets of isolation.md. */
class IsolationTest {

    static final class Registry {
        private static final List<String> NAMES = new ArrayList<>();

        static void register(String name) {
            if (!NAMES.contains(name)) {
                NAMES.add(name);
            }
        }
    }

    public static final class RegistersOnce implements Body {
        @Override
        public void run() {
            Registry.register("one");
            assertThat(Registry.NAMES).hasSize(1);
        }
    }

    @Test
    void noticesStaticState() {
        Report report = Heddle.explore(() -> Registry.register("one"));
        assertThat(report.passed()).isTrue();
        assertThat(report.divergence().orElseThrow().toString())
                .contains("The first step is the same.")
                .contains("Until then:     'main' calls List.contains")
                .contains("The first time: 'main' calls List.add")
                .contains("When repeated:  'main' ends");
    }

    @Test
    void loadsClassesAnew() {
        Report report =
                Heddle.explorer().freshClasses("com.example.registry").explore(RegistersOnce.class);
        assertThat(report.passed()).isTrue();
        assertThat(report.divergence()).isEmpty();
    }

    @Interleaved(schedules = 100, freshClasses = "com.example.registry")
    void registersOnce() {
        Registry.register("one");
        assertThat(Registry.NAMES).hasSize(1);
    }
}
