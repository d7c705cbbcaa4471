package bank;

/** An account whose methods are called by many threads. */
public final class Account {

    private final int number;
    private long balance;

    public Account(int number, long balance) {
        this.number = number;
        this.balance = balance;
    }

    public synchronized long balance() {
        return balance;
    }

    synchronized void add(long amount) {
        balance += amount;
    }

    /**
     * Moves money if there is enough. Of two accounts the one with the lower number is locked
     * first.
     */
    public boolean transfer(Account to, long amount) {
        Account first = number < to.number ? this : to;
        Account second = first == this ? to : this;
        synchronized (first) {
            synchronized (second) {
                if (balance < amount) {
                    return false;
                }
                add(-amount);
                to.add(amount);
                return true;
            }
        }
    }

    /**
     * The same as it is often written: two transfers in opposite directions can wait for each
     * other.
     */
    public synchronized boolean transferHastily(Account to, long amount) {
        if (balance < amount) {
            return false;
        }
        add(-amount);
        to.add(amount);
        return true;
    }
}
