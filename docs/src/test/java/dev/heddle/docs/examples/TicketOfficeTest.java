package dev.heddle.docs.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.heddle.docs.TicketOffice;
import dev.heddle.junit.Interleaved;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The test of the README. It fails, which is what it is for: ReadmeTest runs it. */
public class TicketOfficeTest {

    private final TicketOffice office = new TicketOffice();

    @Interleaved
    void noSeatIsSoldTwice() throws Exception {
        ExecutorService customers = Executors.newFixedThreadPool(2);
        Future<Boolean> ada = customers.submit(() -> office.buy("7", "Ada"));
        Future<Boolean> bob = customers.submit(() -> office.buy("7", "Bob"));
        assertFalse(ada.get() && bob.get(), "seat 7 was sold twice");
        customers.shutdown();
    }
}
