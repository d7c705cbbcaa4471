package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Property;
import dev.heddle.Report;
import dev.heddle.Schedule;
import dev.heddle.ScheduleFailure;
import dev.heddle.docs.Counter;
import dev.heddle.linearizability.Arguments;
import dev.heddle.linearizability.Checker;
import dev.heddle.linearizability.History;
import dev.heddle.linearizability.JepsenHistory;
import dev.heddle.linearizability.Linearizability;
import dev.heddle.linearizability.Models;
import dev.heddle.linearizability.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The examples of {@code dev.heddle} and {@code dev.heddle.linearizability}. */
class FrontTest {

    static class Account {
        private int balance;

        Account(int balance) {
            this.balance = balance;
        }

        void deposit(int amount) {
            balance += amount;
        }

        void withdraw(int amount) {
            if (balance >= amount) {
                balance -= amount;
            }
        }

        int balance() {
            return balance;
        }
    }

    private static Body correct() {
        return () -> {
            AtomicInteger count = new AtomicInteger();
            Thread other = new Thread(count::incrementAndGet);
            other.start();
            count.incrementAndGet();
            other.join();
            assertEquals(2, count.get());
        };
    }

    private static void losesAnUpdate() {
        Heddle.explore(
                        () -> {
                            Counter counter = new Counter();
                            Thread other = new Thread(counter::increment);
                            other.start();
                            counter.increment();
                            other.join();
                            assertEquals(2, counter.value());
                        })
                .check();
    }

    @Test
    void heddle() {
        assertThatThrownBy(FrontTest::losesAnUpdate).isInstanceOf(ScheduleFailure.class);
    }

    @Test
    void report() {
        Body body = correct();
        Report report = Heddle.explore(body);
        System.out.println(report.schedules() + " schedules in " + report.time());
        report.failure().ifPresent(failure -> System.out.println(failure.summary()));
        report.check();
        assertThat(report.schedules()).isEqualTo(1_000);
    }

    @Test
    void failure() throws IOException {
        Body body = Counter.losing();
        assertThatThrownBy(
                        () -> {
                            Failure failure = Heddle.explore(body).failure().orElseThrow();
                            failure.writeHtml(Path.of("target", "failure.html"));
                            Heddle.replay(failure.token(), body).check(); // Fails in the same way.
                        })
                .isInstanceOf(ScheduleFailure.class);
        assertThat(Files.readString(Path.of("target", "failure.html"))).startsWith("<!DOCTYPE");
    }

    @Test
    void prover() {
        Body body = correct();
        Proof proof = Heddle.prover().within(Duration.ofMinutes(10)).spuriousWakeups(1).prove(body);
        proof.check();
    }

    @Test
    void proof() {
        Body body = correct();
        Proof proof = Heddle.prove(body);
        proof.check(); // Fails if an interleaving did, or if not all were visited.
        System.out.println(proof.interleavings() + " interleavings: " + proof.summary());
        assertThatThrownBy(() -> Heddle.prove(Counter.losing()).check())
                .isInstanceOf(ScheduleFailure.class);
    }

    @Test
    void schedule() {
        Account account = new Account(0);
        Schedule.of("plan:s0p1=1")
                .run(
                        () -> {
                            Thread teller = new Thread(() -> account.deposit(5));
                            teller.start();
                            account.deposit(1);
                            teller.join();
                        });
        assertThat(account.balance()).isLessThan(6);
    }

    private static void overdraws() {
        Heddle.explore(
                        () -> {
                            Account account = new Account(100);
                            Property.always("no overdraft", () -> account.balance() >= 0);
                            Thread other = Thread.ofVirtual().start(() -> account.withdraw(80));
                            account.withdraw(80);
                            other.join();
                        })
                .check();
    }

    @Test
    void property() {
        assertThatThrownBy(FrontTest::overdraws)
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("no overdraft");
    }

    @Test
    void linearizability() {
        Linearizability.of(ConcurrentLinkedQueue<Integer>::new)
                .operation("add", Queue::add, Arguments.ints(1, 3))
                .operation("poll", Queue::poll)
                .check();
    }

    @Test
    void historyAndChecker() {
        History.Builder builder = History.builder();
        int put = builder.call("ada", "add", 1);
        int got = builder.call("bob", "poll");
        builder.returned(put, true).returned(got, 1);
        History history = builder.build();
        Verdict verdict = Checker.of(Models.queue()).check(history);
        assertThat(verdict.isViolated()).isFalse();
        verdict.check();
    }

    @Test
    void jepsen(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("history.edn");
        Files.writeString(
                file,
                """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 0, :type :ok, :f :write, :value 1}
                """);
        History history = JepsenHistory.reader().read(file);
        Checker.of(Models.casRegister(null)).check(history).check();
        assertThat(history.size()).isEqualTo(1);
    }
}
