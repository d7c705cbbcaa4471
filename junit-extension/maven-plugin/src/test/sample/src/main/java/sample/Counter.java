package sample;

/** Counts, and loses count. */
public class Counter {

    private int count;

    public void increment() {
        count++;
    }

    public int count() {
        return count;
    }
}
