package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Constraints in a resource beside the test class are tried first. */
class KeptConstraintsTest {

    private static int runs;

    @BeforeEach
    void forget() {
        runs = 0;
    }

    @Test
    void theFirstScheduleFails() {
        ScheduleFailure failure = (ScheduleFailure) Results.failureOf(Kept.class);
        assertThat(failure.failure().schedule()).isEqualTo(1);
        assertThat(failure).hasMessageContaining("overdrawn");
    }

    @Test
    void whatCanNotBeKeptIsSaidAndTheTestPasses() {
        EngineExecutionResults results = Results.of(Mended.class);
        results.testEvents().assertStatistics(statistics -> statistics.started(1).succeeded(1));
        assertThat(runs).isGreaterThan(20);
        assertThat(Results.remarks(results))
                .anyMatch(text -> text.contains("No thread 'C' has done anything"));
    }

    @Test
    void whatCanNotBeReadFailsTheTest() {
        assertThat(Results.failureOf(Unreadable.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("not a constraint")
                .hasMessageContaining("A reads balance before B does");
        assertThat(runs).isZero();
    }

    private static final class Account {
        private int balance = 100;

        private void withdraw(int amount) {
            if (balance >= amount) {
                balance -= amount;
            }
        }

        private static void overdraw(boolean safely) throws InterruptedException {
            runs++;
            Account account = new Account();
            Runnable work =
                    () -> {
                        if (safely) {
                            synchronized (account) {
                                account.withdraw(80);
                            }
                        } else {
                            account.withdraw(80);
                        }
                    };
            Thread a = new Thread(work, "A");
            Thread b = new Thread(work, "B");
            a.start();
            b.start();
            a.join();
            b.join();
            assertThat(account.balance).as("overdrawn").isNotNegative();
        }
    }

    static class Kept {
        @Interleaved
        void overdraw() throws InterruptedException {
            Account.overdraw(false);
        }
    }

    static class Mended {
        @Interleaved(schedules = 50)
        void overdraw() throws InterruptedException {
            Account.overdraw(true);
        }
    }

    static class Unreadable {
        @Interleaved
        void overdraw() throws InterruptedException {
            Account.overdraw(false);
        }
    }
}
