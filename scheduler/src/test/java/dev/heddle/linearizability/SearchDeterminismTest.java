package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;

/** A search draws the same scenarios, finds the same failure and makes it as small in every JVM. */
class SearchDeterminismTest {

    @Test
    void everyJvmFindsTheSame() {
        List<String> here = SearchDigestMain.lines();
        assertEquals(here.size(), new HashSet<>(here).size());
        assertEquals(here, SearchDigestMain.lines());
        List<String> elsewhere =
                FreshJvm.lines(
                                List.of("-XX:TieredStopAtLevel=1"),
                                SearchDigestMain.class,
                                List.of())
                        .stream()
                        .filter(line -> line.startsWith(SearchDigestMain.BEGIN))
                        .toList();
        assertEquals(here, elsewhere);
    }
}
