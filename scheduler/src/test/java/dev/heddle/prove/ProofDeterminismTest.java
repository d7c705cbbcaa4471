package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A proof visits the same interleavings in the same order in every JVM. */
class ProofDeterminismTest {

    @Test
    void everyJvmVisitsTheSameInTheSameOrder() {
        List<String> here = ProofDigestMain.lines();
        List<String> again = ProofDigestMain.lines();
        assertThat(again).isEqualTo(here).doesNotHaveDuplicates();
        List<String> elsewhere = FreshJvm.lines(List.of(), ProofDigestMain.class, List.of());
        assertThat(elsewhere).filteredOn(line -> line.contains(" runs")).isEqualTo(here);
    }
}
