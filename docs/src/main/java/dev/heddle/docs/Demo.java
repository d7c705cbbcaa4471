package dev.heddle.docs;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The demo of the README: a race in ordinary code is found, shown, replayed, and gone once fixed.
 */
public final class Demo {

    private static final int SCHEDULES = 10_000;

    private Demo() {}

    /** A way to sell a seat. */
    private interface Sale {
        boolean buy(TicketOffice office, String seat, String customer);
    }

    public static void main(String[] args) throws IOException {
        System.out.println("1. Two customers want seat 7 of a TicketOffice. Can both get it?\n");
        Body broken = twoCustomers(TicketOffice::buy);
        Report report = Heddle.explorer().schedules(SCHEDULES).explore(broken);
        System.out.println(report);
        Failure failure =
                report.failure()
                        .orElseThrow(() -> new IllegalStateException("The race was not found."));

        Path page = Path.of("target", "demo.html");
        failure.writeHtml(page);
        System.out.println("\nThe same as a timeline, for a browser: " + page.toAbsolutePath());

        System.out.println("\n2. The token brings exactly that run back, here or anywhere:\n");
        Report again = Heddle.replay(failure.token(), broken);
        System.out.println(
                again.failure()
                        .map(Failure::summary)
                        .orElseThrow(() -> new IllegalStateException("The replay passed.")));

        System.out.println("\n3. With putIfAbsent instead of containsKey and put:\n");
        Report fixed =
                Heddle.explorer()
                        .schedules(SCHEDULES)
                        .explore(twoCustomers(TicketOffice::buySafely));
        fixed.check();
        System.out.println(fixed);
        System.out.printf(
                "%,.0f schedules a second, and %,d hours of virtual time passed.%n",
                fixed.schedules() / (fixed.time().toNanos() / 1e9), fixed.schedules());
    }

    /** Plain Java: a pool, two tasks, an hour's wait. Nothing here knows of Heddle. */
    private static Body twoCustomers(Sale sale) {
        return () -> {
            TicketOffice office = new TicketOffice();
            ExecutorService customers = Executors.newFixedThreadPool(2);
            Future<Boolean> ada = customers.submit(() -> sale.buy(office, "7", "Ada"));
            Future<Boolean> bob = customers.submit(() -> sale.buy(office, "7", "Bob"));
            TimeUnit.HOURS.sleep(1);
            if (ada.get() && bob.get()) {
                throw new AssertionError("seat 7 was sold twice");
            }
            customers.shutdown();
        };
    }
}
