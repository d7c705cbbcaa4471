package dev.heddle.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.SmallHeapMain.Leaving;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nothing of a run is kept when it is over: what all runs allocate does not fit into the heap. */
class SmallHeapTest {

    private static final int SCHEDULES = 300;

    /** Each schedule has half a megabyte: a few of them may be kept until the next exploration. */
    private static final long LITTLE = 4 * 1024 * 1024;

    @Test
    void runsLeaveNothingBehind() {
        Map<String, Long> growth =
                growth(EnumSet.complementOf(EnumSet.of(Leaving.SOMETHING_STATIC)));
        assertThat(growth).hasSize(Leaving.values().length - 1);
        assertThat(growth.values()).allMatch(bytes -> bytes < LITTLE, growth.toString());
    }

    /**
     * What the program itself keeps is no business of ours, and shows that a leak would be seen.
     */
    @Test
    void whatTheProgramKeepsIsSeen() {
        assertThat(growth(EnumSet.of(Leaving.SOMETHING_STATIC)).values())
                .allMatch(bytes -> bytes > LITTLE);
    }

    /** By how many bytes the use of the heap has grown, for each program. */
    private static Map<String, Long> growth(EnumSet<Leaving> programs) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(SCHEDULES));
        programs.forEach(program -> arguments.add(program.name()));
        Map<String, Long> growth = new LinkedHashMap<>();
        for (String line :
                FreshJvm.lines(
                        List.of("-Xmx64m", "-Xlog:disable", "-XX:TieredStopAtLevel=1"),
                        SmallHeapMain.class,
                        arguments)) {
            String[] parts = line.split(" ");
            if (parts.length == 3 && !parts[0].equals("WARNING:")) {
                growth.put(parts[0], Long.parseLong(parts[2]) - Long.parseLong(parts[1]));
            }
        }
        return growth;
    }
}
