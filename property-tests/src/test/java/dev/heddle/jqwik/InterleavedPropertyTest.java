package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.OtherCourseException;
import dev.heddle.ScheduleFailure;
import dev.heddle.jqwik.Subjects.Whole;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Properties that are interleaved as a whole: each try, under many schedules. */
@ResourceLock("subjects")
class InterleavedPropertyTest {

    @Test
    void shrinksInputsAndSchedule() {
        ScheduleFailure failure = Executed.of(Whole.class, "addsAll").failure();
        assertThat(failure.failure().shrunk().orElseThrow().after().preemptions()).isEqualTo(1);
        assertThat(failure.getCause()).isInstanceOf(AssertionError.class);
        assertThat(failure)
                .hasMessageContaining("@Replay(\"heddle1-")
                .hasMessageContaining(" [[1, 1]]\")\n");
    }

    @Test
    void keepsTheFirstFrameInTheProperty() {
        ScheduleFailure failure = Executed.of(Whole.class, "addsAll").failure();
        assertThat(failure.getStackTrace()).isEqualTo(failure.getCause().getStackTrace());
        assertThat(failure.getStackTrace())
                .anyMatch(
                        frame ->
                                frame.getMethodName().equals("addsAll")
                                        && frame.getClassName().equals(Whole.class.getName()));
    }

    @Test
    void doesNotTakeOneFailureForAnother() {
        for (int i = 0; i < 3; i++) {
            Executed executed =
                    Executed.of(
                            Whole.class,
                            "failsInTwoWays",
                            Map.of("jqwik.edgecases.default", "NONE"));
            Throwable cause = executed.failure().getCause();
            if (cause instanceof IllegalStateException) {
                assertThat(executed.printed()).contains("number: 101");
                assertThat(executed.failure()).hasMessageContaining(" [101]\")");
            } else {
                assertThat(cause).isInstanceOf(IllegalArgumentException.class);
                assertThat(executed.failure()).hasMessageContaining(" [0]\")");
            }
        }
    }

    @Test
    void passesWhereNothingIsWrong() {
        Subjects.RUNS.set(0);
        Executed executed = Executed.of(Whole.class, "addsAllSafely");
        assertThat(executed.thrown()).isNull();
        assertThat(Subjects.RUNS.get()).isGreaterThanOrEqualTo(50 * 10);
    }

    @Test
    void runsExamples() {
        ScheduleFailure failure = Executed.of(Whole.class, "twoAreAdded").failure();
        assertThat(failure)
                .hasMessageContaining("The property has returned false.")
                .hasMessageContaining(
                        "Replay it: @Replay(\"" + failure.failure().token() + "\")\n");
    }

    @Test
    void hasVirtualTime() {
        assertThat(Executed.of(Whole.class, "sleepsForDays").thrown()).isNull();
    }

    @Test
    void handsEachScheduleTheSameInputs() {
        Subjects.LOG.clear();
        Executed executed = Executed.of(Whole.class, "changesWhatItIsGiven");
        assertThat(executed.thrown()).isNull();
        assertThat(executed.printed()).doesNotContain("depends on what earlier");
        for (int at = 0; at < Subjects.LOG.size(); at += 6) {
            assertThat(Subjects.LOG.subList(at, at + 6)).containsOnly(Subjects.LOG.get(at));
        }
    }

    @Test
    void countsTriesAsInvalidWhoseAssumptionsDoNotHold() {
        Executed executed = Executed.of(Whole.class, "assumes");
        assertThat(executed.thrown()).isNull();
        assertThat(Subjects.RUNS.get()).isPositive();
    }

    @Test
    void shrinksDeadlocks() {
        Executed executed = Executed.of(Whole.class, "comesToADeadlock");
        assertThat(executed.failure().failure().kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(executed.failure()).hasMessageContaining(" [8]\")");
        assertThat(executed.failure().getStackTrace()).isEmpty();
    }

    @Test
    void failsAlikeEachTime() {
        List<String> messages =
                List.of(
                        Executed.of(Whole.class, "addsAllOfSeed").failure().getMessage(),
                        Executed.of(Whole.class, "addsAllOfSeed").failure().getMessage());
        assertThat(messages.get(1)).isEqualTo(messages.get(0));
    }

    // --- replaying -------------------------------------------------------------------------------

    @Test
    void replaysTheInputsAndTheScheduleTheMessageNames() {
        ScheduleFailure failure = Executed.of(Whole.class, "addsAllOfSeed").failure();
        ScheduleFailure again =
                replayed("addsAll", failure.failure().token() + " [[1, 1]]").failure();
        assertThat(again.failure().strategy()).isEqualTo("replay");
        assertThat(again.failure().token()).isEqualTo(failure.failure().token());
        assertThat(again.getCause()).hasMessage(failure.getCause().getMessage());
    }

    @Test
    void replaysBySeedWhereInputsCanNotBeWritten() {
        String message = Executed.of(Whole.class, "hasInputsOfItsOwn").failure().getMessage();
        Matcher line =
                Pattern.compile("@Property\\(seed = \"42\"\\) @Replay\\(\"([^ ]*)\"\\)")
                        .matcher(message);
        assertThat(line.find()).as(message).isTrue();
        Executed again = replayed("hasInputsOfItsOwn", line.group(1));
        assertThat(again.failure().failure().strategy()).isEqualTo("replay");
        assertThat(again.printed()).doesNotContain("Shrunk Sample");
    }

    @Test
    void aReplayShrinksNothing() {
        Executed found = Executed.of(Whole.class, "addsAllOfSeed");
        String token = found.failure().failure().token();
        assertThat(found.printed()).contains("Shrunk Sample");
        assertThat(found.printed()).doesNotContain("inputs of @Replay");
        for (String inputs :
                List.of("[[1, 1]]", "[[1, 1, 1]]")) { // The second takes another course.
            Executed again = replayed("addsAll", token + " " + inputs);
            assertThat(again.passed()).isFalse();
            assertThat(again.printed())
                    .doesNotContain("Shrunk Sample")
                    .contains("It was executed with the inputs of @Replay, " + inputs + ", in");
        }
    }

    @Test
    void refusesInputsThatDoNotFit() {
        String token = Executed.of(Whole.class, "twoAreAdded").failure().failure().token();
        for (String inputs : List.of("[]", "[[1, 2]", "[[1, 2], 3]", "[\"text\"]", "1", "[null")) {
            assertThat(replayed("addsAll", token + " " + inputs).thrown())
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("@Replay of Whole.addsAll: '")
                    .hasMessageContaining("can not be read as the inputs of the property");
        }
    }

    @Test
    void refusesATokenThatFitsNoTry() {
        String token = Executed.of(Whole.class, "twoAreAdded").failure().failure().token();
        assertThat(replayed("sleepsForDays", token).thrown())
                .isInstanceOf(OtherCourseException.class)
                .hasMessageContaining("No try of Whole.sleepsForDays takes the course")
                .hasMessageContaining("@Property(seed = ...)");
        assertThat(replayed("addsAll", token + " [[1, 1]]").thrown())
                .isInstanceOf(OtherCourseException.class)
                .hasMessageContaining("does not take the course any more");
    }

    /** With the token as a system property. */
    private static Executed replayed(String property, String token) {
        System.setProperty("heddle.replay", token);
        try {
            return Executed.of(Whole.class, property);
        } finally {
            System.clearProperty("heddle.replay");
        }
    }

    // --- what is refused -------------------------------------------------------------------------

    @Test
    void saysWhatIsWrong() {
        assertRefused("isGivenAnIterator", "Let jqwik generate a List");
        assertRefused("hasNoStrategy", "There is no strategy 'no such thing'");
        assertRefused("isGivenASchedule", "Leave @Interleaved away");
        assertRefused("hasTheAnnotationOfJUnit", "Import the one in dev.heddle.jqwik.");
    }

    private static void assertRefused(String property, String message) {
        Executed executed = Executed.of(Whole.class, property);
        assertThat(executed.passed()).isFalse();
        assertThat(executed.thrown())
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining(message);
    }

    // --- the fence -------------------------------------------------------------------------------

    @Test
    void letsNoRunGoOnWhenThePropertyIsOver() throws InterruptedException {
        Subjects.RUNS.set(0);
        Executed executed =
                Executed.of(Whole.class, "isSlow", Map.of("jqwik.shrinking.bounded.seconds", "1"));
        int runs = Subjects.RUNS.get();
        assertThat(executed.failure()).hasMessageContaining("to be less than");
        // Others have the JVM for themselves at once.
        assertThat(Heddle.explorer().schedules(100).explore(() -> Thread.sleep(1)).passed())
                .isTrue();
        Thread.sleep(300);
        assertThat(Subjects.RUNS.get()).isEqualTo(runs);
    }
}
