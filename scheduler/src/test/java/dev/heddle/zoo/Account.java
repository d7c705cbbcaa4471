package dev.heddle.zoo;

/** An account that looks whether there is enough, and takes it, under a lock each, but not one. */
final class Account {

    private int balance = 100;

    private synchronized int balance() {
        return balance;
    }

    private synchronized void add(int amount) {
        balance += amount;
    }

    private void withdraw(int amount) {
        if (balance() >= amount) {
            add(-amount);
        }
    }

    private synchronized void withdrawInOne(int amount) {
        withdraw(amount);
    }

    private void check() {
        if (balance() < 0) {
            throw new AssertionError("the account is overdrawn: " + balance());
        }
    }

    static void broken() throws InterruptedException {
        Account account = new Account();
        new Crowd().with(1, () -> account.add(10)).with(2, () -> account.withdraw(60)).run();
        account.check();
    }

    static void correct() throws InterruptedException {
        Account account = new Account();
        new Crowd().with(1, () -> account.add(10)).with(2, () -> account.withdrawInOne(60)).run();
        account.check();
    }
}
