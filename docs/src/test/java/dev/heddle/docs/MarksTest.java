package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.kernel.Mark;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The examples of docs/marks.md. */
class MarksTest {

    private int saved;

    private void save() {
        saved++;
        Heddle.mark("saved");
    }

    @Test
    void theMarksOfEveryRun() {
        Body shop =
                () -> {
                    Thread mail =
                            Thread.startVirtualThread(
                                    () -> {
                                        if (saved > 0) {
                                            Heddle.mark("sent");
                                        }
                                    });
                    save();
                    mail.join();
                    saved = 0;
                };
        List<List<String>> orders = new ArrayList<>();
        Heddle.explorer()
                .onMarks(marks -> orders.add(marks.stream().map(Mark::name).toList()))
                .explore(shop)
                .check();
        assertThat(new HashSet<>(orders)).containsOnly(List.of("saved"), List.of("saved", "sent"));
    }

    @Test
    void aProofGoesAllWays() {
        Set<Integer> sizes = new HashSet<>();
        Proof proof =
                Heddle.prove(
                        () -> {
                            saved = 0;
                            int size = 1 + Heddle.choose(3);
                            sizes.add(size);
                        });
        assertThat(sizes).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(proof.toString()).contains("correct");
    }

    @Test
    void evenBeforeTheFirstStep() {
        Proof proof = Heddle.prove(() -> Heddle.choose(3));
        assertThat(proof.interleavings()).isEqualTo(3);
    }
}
