package dev.heddle.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/** What a JVM does the first time only is no part of a run. */
class FirstTimeTest {

    @Test
    void theFirstScheduleInAJvmIsLikeTheOthers() {
        List<String> same =
                Arrays.stream(FirstTime.values()).map(one -> one + " is the same").toList();
        assertThat(FreshJvm.lines(List.of(), FirstTime.class, List.of())).isEqualTo(same);
    }
}
