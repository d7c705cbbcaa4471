package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Property;
import dev.heddle.Report;
import dev.heddle.UnreachedError;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.PropertyError;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The examples of docs/properties.md. */
class PropertiesTest {

    @Test
    void itHoldsAlways() {
        Report report =
                Heddle.explore(
                        () -> {
                            Account account = new Account(100);
                            Property.always("no overdraft", () -> account.balance >= 0);
                            Thread other = Thread.ofVirtual().start(() -> account.withdraw(80));
                            account.withdraw(80);
                            other.join();
                        });
        assertThat(report.failure().orElseThrow().kind()).isEqualTo(Ending.Kind.PROPERTY);
        assertThat(report.failure().orElseThrow().cause().orElseThrow())
                .isInstanceOf(PropertyError.class)
                .hasMessageStartingWith("Property 'no overdraft' does not hold after step ")
                .hasMessageContaining(", which had just done this: writes balance at ");
    }

    @Test
    void itHoldsWheneverNobodyIsInside() {
        Report broken =
                Heddle.explore(
                        () -> {
                            Bank bank = new Bank();
                            Property.always("nothing is lost", () -> bank.one + bank.other == 200);
                            bank.transfer();
                        });
        assertThat(broken.passed()).isFalse();
        Heddle.explore(
                        () -> {
                            Bank bank = new Bank();
                            Property.alwaysUnlocked(
                                    "nothing is lost", bank, () -> bank.one + bank.other == 200);
                            Thread other = Thread.ofVirtual().start(bank::transfer);
                            bank.transfer();
                            other.join();
                        })
                .check();
    }

    @Test
    void itHoldsAtRest() {
        Heddle.explore(
                        () -> {
                            Pipe pipe = new Pipe();
                            Property.alwaysAtRest(
                                    "what went in has come out", () -> pipe.in == pipe.out);
                            pipe.in++;
                            pipe.out++;
                        })
                .check();
    }

    @Test
    void itBecomesTrueInTime() {
        Heddle.explorer()
                .schedules(20)
                .explore(
                        () -> {
                            CompletableFuture<Integer> answer = new CompletableFuture<>();
                            answer.completeOnTimeout(42, 1, TimeUnit.SECONDS);
                            Property.eventually(
                                    "there is an answer",
                                    () -> answer.isDone(),
                                    Duration.ofSeconds(2));
                            answer.join();
                        })
                .check();
    }

    @Test
    void someScheduleReachesIt() {
        Body body =
                () -> {
                    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
                    Thread consumer =
                            Thread.ofVirtual()
                                    .start(
                                            () -> {
                                                queue.poll();
                                                queue.poll();
                                            });
                    for (String job : new String[] {"one", "two"}) {
                        if (!queue.offer(job)) {
                            Property.sometimes("the queue is full");
                            return;
                        }
                    }
                    consumer.join();
                };
        Report report = Heddle.explorer().sometimes("the queue is full").explore(body);
        report.check();
        assertThat(report.reached().get("the queue is full")).isPositive();
        assertThatThrownBy(
                        () ->
                                Heddle.explorer()
                                        .sometimes("the queue is fool")
                                        .explore(body)
                                        .check())
                .isInstanceOf(UnreachedError.class);
    }

    /** The statement of the page. */
    static void hand(BlockingQueue<String> queue, String job) throws InterruptedException {
        if (!queue.offer(job)) {
            Property.sometimes("the queue is full");
            queue.put(job);
        }
    }

    private static final class Account {
        int balance;

        Account(int balance) {
            this.balance = balance;
        }

        void withdraw(int amount) {
            if (balance >= amount) {
                balance -= amount;
            }
        }
    }

    private static final class Bank {
        int one = 100;
        int other = 100;

        synchronized void transfer() {
            one -= 10;
            other += 10;
        }
    }

    private static final class Pipe {
        int in;
        int out;
    }
}
