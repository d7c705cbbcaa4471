package bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.junit.Exhaustive;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.Test;

class AccountTest {

    private final Account ada = new Account(1, 100);
    private final Account bob = new Account(2, 100);

    @Interleaved
    void nothingIsLost() throws InterruptedException {
        Thread other = Thread.startVirtualThread(() -> bob.transfer(ada, 30));
        ada.transfer(bob, 70);
        other.join();
        assertEquals(60, ada.balance());
        assertEquals(140, bob.balance());
    }

    /** Every interleaving of this one, each once. */
    @Exhaustive
    void nobodySpendsWhatIsNotThere() throws InterruptedException {
        Thread other = new Thread(() -> ada.transfer(bob, 80));
        other.start();
        ada.transfer(bob, 80);
        other.join();
        assertEquals(20, ada.balance());
    }

    /**
     * What Heddle says of the other way to write it; with {@code @Interleaved} this would be red.
     */
    @Test
    void haste() {
        Report report =
                Heddle.explore(
                        () -> {
                            Account carl = new Account(3, 100);
                            Account dora = new Account(4, 100);
                            Thread other = new Thread(() -> carl.transferHastily(dora, 1), "other");
                            other.start();
                            dora.transferHastily(carl, 1);
                            other.join();
                        });
        String failure = report.failure().orElseThrow().toString();
        assertTrue(failure.contains("deadlock") || failure.contains("Deadlock"), failure);
    }
}
