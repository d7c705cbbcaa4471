package dev.heddle.docs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Schedule;
import dev.heddle.jqwik.Action;
import dev.heddle.jqwik.Interleaved;
import dev.heddle.jqwik.Program;
import dev.heddle.jqwik.Programs;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

    record Deposit(int amount) implements Action<Account> {
        @Override
        public void run(Account account) {
            account.deposit(amount);
        }
    }

    @Provide
    Arbitrary<Program<Account>> programs() {
        Arbitrary<Deposit> deposits = Arbitraries.integers().between(1, 9).map(Deposit::new);
        return Programs.of(deposits).threads(3).actions(2).before(1).any();
    }

    @Property
    @Interleaved
    void comesToWhatOneThreadComesTo(@ForAll("programs") Program<Account> program)
            throws Exception {
        Account account = new Account();
        program.run(account);
        assertThat(program.sequentialOutcomes(Account::new, Account::balance))
                .contains(account.balance());
    }
}
