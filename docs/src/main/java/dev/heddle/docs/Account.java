package dev.heddle.docs;

/** An account that loses money if two withdraw at once; see docs/failures.md. */
public final class Account {

    private int balance;

    /** An account with some money. */
    public Account(int balance) {
        this.balance = balance;
    }

    /** Takes money out, if there is enough. */
    public boolean withdraw(int amount) {
        if (balance < amount) {
            return false;
        }
        balance = balance - amount;
        return true;
    }

    /** What is there. */
    public int balance() {
        return balance;
    }
}
