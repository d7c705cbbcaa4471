package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.IncompleteProofError;
import dev.heddle.Proof;
import dev.heddle.junit.Exhaustive;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The examples of docs/proofs.md. */
class ProofsTest {

    private static Body counting() {
        return () -> {
            AtomicInteger count = new AtomicInteger();
            Thread ada = Thread.ofPlatform().start(count::incrementAndGet);
            Thread bob = Thread.ofPlatform().start(count::incrementAndGet);
            ada.join();
            bob.join();
            if (count.get() != 2) {
                throw new AssertionError("an increment was lost");
            }
        };
    }

    @Test
    void everyInterleavingIsChecked() {
        Body body = counting();
        Proof proof = Heddle.prove(body);
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(2);
        assertThat(proof.toString()).startsWith("All 2 interleavings were checked: correct");
    }

    @Test
    void timeOutsMayComeEarly() {
        Body body =
                () -> {
                    AtomicBoolean done = new AtomicBoolean();
                    new Thread(() -> done.set(true)).start();
                    Thread.sleep(100); // It ought to join.
                    assertThat(done.get()).isTrue();
                };
        assertThat(Heddle.prove(body).passed()).isTrue();
        Proof early = Heddle.prover().earlyTimeouts(1).prove(body);
        assertThat(early.passed()).isFalse();
        assertThat(early.summary())
                .startsWith("All 2 interleavings were checked: 1 failed (")
                .endsWith("In 1 of them a time-out came although somebody could still run.");
    }

    @Test
    void whatIsDrawnFromFewNumbersIsVisited() {
        Proof proof =
                Heddle.prove(
                        () -> {
                            List<String> order = new ArrayList<>(List.of("a", "b", "c"));
                            Collections.shuffle(order);
                            int retries = ThreadLocalRandom.current().nextInt(1, 4);
                            assertThat(order).hasSize(3);
                            assertThat(retries).isLessThan(4);
                        });
        assertThat(proof.executions()).isEqualTo(6 * 3);
    }

    @Test
    void testsAreProvedToo() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(CountTest.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1));
    }

    static class CountTest {
        @Exhaustive
        void noUpdateIsLost() throws InterruptedException {
            AtomicInteger count = new AtomicInteger();
            Thread other = new Thread(count::incrementAndGet);
            other.start();
            count.incrementAndGet();
            other.join();
            assertEquals(2, count.get());
        }
    }

    @Test
    void boundsAreToldAndFail() {
        Body body = counting();
        Proof proof = Heddle.prover().schedules(1).within(Duration.ofSeconds(10)).prove(body);
        assertThat(proof.isComplete()).isFalse();
        assertThatThrownBy(proof::check).isInstanceOf(IncompleteProofError.class);
    }

    @Test
    void partByPart(@TempDir Path directory) {
        Body body = counting();
        Path file = directory.resolve("seats.proof");
        Proof proof = Heddle.prover().within(Duration.ofMinutes(10)).resume(file).prove(body);
        proof.check();
        assertThat(file).doesNotExist();
    }

    @Test
    void fewPreemptions() {
        Body body = counting();
        Proof proof = Heddle.prover().preemptions(2).prove(body);
        proof.check();
        assertThat(proof.isCompleteWithin()).isTrue();
    }
}
