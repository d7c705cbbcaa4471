package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.jqwik.Interleaved;
import dev.heddle.jqwik.Replay;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.List;

/** What stands on a property to replay it; the token is of no program that is here. */
abstract class ReplayExamples {

    @Property
    @Interleaved
    @Replay("heddle1-lrcl_fmCBYHfnwgqAAHjZgABRkYmIAAxgBgA [[1, 1]]")
    void noMoneyIsLost(@ForAll List<Integer> amounts) throws InterruptedException {
        assertThat(amounts).isNotNull();
    }
}
