package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Property;
import dev.heddle.ScheduleFailure;
import dev.heddle.UnreachedError;
import dev.heddle.kernel.Ending;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.util.concurrent.atomic.AtomicInteger;

/** Properties in tests, with nothing to set up. */
class PropertiesTest {

    @Test
    void whatHoldsPasses() {
        assertThat(thrownBy("holds")).isNull();
        assertThat(thrownBy("reached")).isNull();
    }

    @Test
    void whatIsBrokenFails() {
        Throwable thrown = thrownBy("broken");
        assertThat(thrown).isInstanceOf(ScheduleFailure.class);
        assertThat(((ScheduleFailure) thrown).failure().kind()).isEqualTo(Ending.Kind.PROPERTY);
        assertThat(thrown)
                .hasMessageStartingWith("Property 'two at most' does not hold after step ")
                .hasMessageContaining("(PropertiesTest.java:");
    }

    @Test
    void whatIsNeverReachedFails() {
        Throwable thrown = thrownBy("unreached");
        assertThat(thrown).isInstanceOf(UnreachedError.class).hasMessageContaining("'three'");
    }

    private static @Nullable Throwable thrownBy(String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectMethod(Cases.class, method))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .findFirst()
                .orElse(null);
    }

    static class Cases {

        private final AtomicInteger count = new AtomicInteger();

        @Interleaved(schedules = 50)
        void holds() throws InterruptedException {
            Property.always("two at most", () -> count.get() <= 2);
            countTo(2);
        }

        @Interleaved(
                schedules = 50,
                sometimes = {"one", "two"})
        void reached() throws InterruptedException {
            Property.sometimes("one", () -> count.get() == 1);
            Property.sometimes("two", () -> count.get() == 2);
            countTo(2);
        }

        @Interleaved(schedules = 50)
        void broken() throws InterruptedException {
            Property.always("two at most", () -> count.get() <= 2);
            countTo(3);
        }

        @Interleaved(schedules = 50, sometimes = "three")
        void unreached() throws InterruptedException {
            countTo(2);
            if (count.get() == 3) {
                Property.sometimes("three");
            }
        }

        private void countTo(int number) throws InterruptedException {
            Thread[] threads = new Thread[number];
            for (int i = 0; i < number; i++) {
                threads[i] = new Thread(count::incrementAndGet);
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
