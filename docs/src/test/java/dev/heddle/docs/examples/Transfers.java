package dev.heddle.docs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Schedule;
import dev.heddle.jqwik.Interleaved;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.List;

/** The properties of docs/jqwik.md, most of which fail. */
public class Transfers {

    static class Account {
        private int balance;

        void deposit(int amount) {
            balance += amount;
        }

        int balance() {
            return balance;
        }
    }

    @Property
    @Interleaved
    void noMoneyIsLost(@ForAll List<@IntRange(min = 1, max = 100) Integer> amounts)
            throws InterruptedException {
        Account account = new Account();
        List<Thread> tellers = new ArrayList<>();
        for (int amount : amounts) {
            tellers.add(Thread.ofPlatform().start(() -> account.deposit(amount)));
        }
        for (Thread teller : tellers) {
            teller.join();
        }
        assertThat(account.balance()).isEqualTo(amounts.stream().mapToInt(i -> i).sum());
    }

    @Property
    void bothDepositsCount(@ForAll Schedule schedule, @ForAll @IntRange(min = 1) int amount) {
        Account account = new Account();
        schedule.run(
                () -> {
                    Thread teller = Thread.ofPlatform().start(() -> account.deposit(amount));
                    account.deposit(1);
                    teller.join();
                });
        assertThat(account.balance()).isEqualTo(amount + 1);
    }

    @Example
    void theyDidNotOnce() {
        bothDepositsCount(Schedule.of("plan:s0p1=1"), 1);
    }
}
