package planted;

import static org.junit.Assert.assertEquals;

import org.junit.After;
import org.junit.Before;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;

/** The same in JUnit 4. */
public class OldConcurrencyTest {

    private List<Integer> numbers;
    private final Object lock = new Object();
    private boolean ready;

    @Before
    public void begin() {
        numbers = new ArrayList<>();
    }

    @After
    public void end() {
        numbers.clear();
    }

    @Test
    @Expected("schedule-dependent")
    public void aSignalIsMissed() throws Exception {
        Thread other =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                lock.notifyAll();
                            }
                        });
        other.start();
        if (!ready) {
            synchronized (lock) {
                lock.wait();
            }
        }
        other.join();
    }

    @Test
    @Expected("schedule-dependent")
    public void aListIsFilledWithoutALock() throws Exception {
        Thread other = new Thread(() -> add(1));
        other.start();
        add(2);
        other.join();
        assertEquals(3, numbers.stream().mapToInt(Integer::intValue).sum());
    }

    private void add(int number) {
        List<Integer> copy = new ArrayList<>(numbers);
        copy.add(number);
        numbers = copy;
    }
}
