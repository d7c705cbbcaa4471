package own;

/** What the engine of this package takes for tests: methods whose names begin like that. */
public class OwnChecks {

    private int count;

    public void checkThatNoCountIsLost() throws Exception {
        Thread other = new Thread(() -> count++);
        other.start();
        count++;
        other.join();
        check(count == 2);
    }

    public void checkThatOneCounts() {
        count++;
        check(count == 1);
    }

    private static void check(boolean is) {
        if (!is) {
            throw new AssertionError("the count is wrong");
        }
    }
}
