package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.constraints.Constraints;

import org.junit.jupiter.api.Test;

/** The snippets of replay.md. */
class ReplayTest {

    private static final class Account {
        private int balance = 100;

        private void withdraw(int amount) {
            if (balance >= amount) {
                balance -= amount;
            }
        }
    }

    @Test
    void constraintsAreFoundAndForceTheFailure() {
        Body body = () -> overdraw(0);
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        Constraints constraints = failure.constraints().orElseThrow();
        String kept = constraints.toString();
        assertThat(constraints.list()).hasSize(2);

        Body changedBody = () -> overdraw(3);
        Report report = Heddle.explorer().constraints(kept).explore(changedBody);
        assertThat(report.schedules()).isEqualTo(1);
        assertThat(report.passed()).isFalse();
    }

    private static void overdraw(int before) throws InterruptedException {
        int[] other = {before};
        Account account = new Account();
        Runnable work =
                () -> {
                    for (int i = 0; i < before; i++) {
                        other[0]++;
                    }
                    account.withdraw(80);
                };
        Thread a = new Thread(work, "A");
        Thread b = new Thread(work, "B");
        a.start();
        b.start();
        a.join();
        b.join();
        assertThat(account.balance).isNotNegative();
    }
}
