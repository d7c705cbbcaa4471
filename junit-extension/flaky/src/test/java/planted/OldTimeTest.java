package planted;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

import java.util.concurrent.CountDownLatch;

public class OldTimeTest {

    @Test(timeout = 50)
    @Expected("time-dependent")
    public void hasATooShortTimeOut() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Thread worker = new Thread(done::countDown);
        worker.start();
        done.await();
        worker.join();
        assertEquals(0, done.getCount());
    }
}
