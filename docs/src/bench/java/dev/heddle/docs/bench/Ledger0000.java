package dev.heddle.docs.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * A class as there are many in a program: fields, loops, collections, lambdas, a monitor. {@link
 * ProgramOfManyClasses} makes a thousand of it, which differ in the number in the name only.
 */
public class Ledger0000 implements Comparable<Ledger0000> {

    private static final Map<String, Ledger0000> ALL = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final String owner;
    private final List<Long> entries = new ArrayList<>();
    private final Map<String, Integer> tags = new HashMap<>();
    private final long[] months = new long[12];
    private long balance;
    private int changes;
    private volatile boolean closed;

    /** Makes one, and keeps it. */
    public Ledger0000(String owner) {
        this.owner = Objects.requireNonNull(owner, "owner");
        ALL.put(owner, this);
    }

    /** What is called of each class: it uses most of it. */
    public static long use(int times) {
        Ledger0000 ledger = new Ledger0000("owner");
        for (int i = 0; i < times; i++) {
            ledger.book(i % 12, i, i % 3 == 0 ? "even" : "odd");
        }
        ledger.correct(1, 2);
        return ledger.sum(Long::longValue) + ledger.describe().length() + ledger.largest();
    }

    /** Adds an entry. */
    public synchronized void book(int month, long amount, String tag) {
        if (closed) {
            throw new IllegalStateException("The ledger of " + owner + " is closed.");
        }
        if (month < 0 || month >= months.length) {
            throw new IllegalArgumentException("There is no month " + month + ".");
        }
        entries.add(amount);
        months[month] += amount;
        balance += amount;
        changes++;
        tags.merge(tag, 1, Integer::sum);
    }

    /** Moves an amount from one month to another. */
    public void correct(int from, int to) {
        synchronized (entries) {
            long amount = months[from];
            months[from] -= amount;
            months[to] += amount;
            changes += 2;
        }
    }

    /** The sum of something over all entries. */
    public long sum(ToLongFunction<Long> what) {
        long sum = 0;
        for (Long entry : entries) {
            sum += what.applyAsLong(entry);
        }
        return sum;
    }

    /** The month with most in it. */
    public int largest() {
        int best = 0;
        for (int i = 1; i < months.length; i++) {
            if (months[i] > months[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Ends it. */
    public boolean close() {
        boolean was = closed;
        closed = true;
        ALL.remove(owner, this);
        return !was;
    }

    /** As text. */
    public String describe() {
        StringBuilder text = new StringBuilder(owner);
        tags.forEach((tag, count) -> text.append(' ').append(tag).append(':').append(count));
        for (int i = 0; i < months.length; i++) {
            text.append(i == 0 ? " [" : ", ").append(months[i]);
        }
        return text.append("] ").append(balance).append(" in ").append(changes).toString();
    }

    @Override
    public int compareTo(Ledger0000 other) {
        int byBalance = Long.compare(balance, other.balance);
        return byBalance != 0 ? byBalance : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ledger0000 that && number == that.number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public String toString() {
        return "Ledger " + number + " of " + owner + ": " + balance;
    }
}
