package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What depends on the tests before it, and what a test leaves behind, is seen again by what a
 * report says, in a JVM that has executed nothing yet.
 */
class OrderReplayTest {

    @TempDir static Path directory;

    private static Map<String, Finding> all;

    @BeforeAll
    static void find() {
        all =
                Finder.find(
                                directory,
                                "--names",
                                "planted\\.(Order|Leak)Test",
                                "--only",
                                "[rR]egist|initialises|sNobody|forgetsAPool",
                                "--schedules",
                                "2",
                                "--workers",
                                "1")
                        .findings()
                        .stream()
                        .collect(
                                Collectors.toMap(
                                        finding -> finding.subject().method(),
                                        Function.identity()));
    }

    private static Finder.Run replay(Code code) {
        return Finder.runOnTests("replay", code.text(), "--out", directory.toString());
    }

    @Test
    void theTestsBeforeItAreExecutedFirst() {
        Finding victim = all.get("theRegistryIsEmpty");
        Finding polluter = all.get("registersAName");
        assertThat(all.get("initialises").failure()).isNull();
        assertThat(all.get("needsNobodyBeforeIt").failure()).isNull();
        assertThat(victim.failure().message())
                .startsWith("After planted.OrderTest.registersAName:\n")
                .contains(victim.failure().code())
                .contains("How it came about")
                // Nothing of how tests are executed, only what they do themselves.
                .doesNotContain("TestBody")
                .doesNotContain("completes a future");
        assertThat(polluter.failure().message())
                .startsWith(
                        "planted.OrderTest.theRegistryIsEmpty after"
                                + " planted.OrderTest.registersAName:\n");
        assertThat(polluter.failure().code()).isEqualTo(victim.failure().code());
        Code code = Code.parse(victim.failure().code());
        assertThat(code.tests()).containsExactly(polluter.subject().id(), victim.subject().id());

        Finder.Run again = replay(code);
        assertThat(again.text()).contains("expected: <[]> but was: <[one]>");
        assertThat(again.code()).isEqualTo(1);

        String gone = code.before().get(0).replace("registersAName", "isGone");
        Finder.Run missing =
                replay(new Code(code.test(), List.of(gone), code.setting(), code.token()));
        assertThat(missing.text()).contains("There is no test " + gone + " on the class path.");
        assertThat(missing.code()).isEqualTo(2);
    }

    @Test
    void whatIsLeftIsLeftAgain() {
        Finding pool = all.get("forgetsAPool");
        assertThat(pool.verdict()).isEqualTo(Verdict.LEAKING);
        assertThat(pool.failure().kind()).isEqualTo(Finding.Shown.LEFT);
        assertThat(pool.failure().replayed()).isEqualTo(5);
        assertThat(pool.failure().elsewhere()).isTrue();
        Code code = Code.parse(pool.failure().code());
        Finder.Run again = replay(code);
        assertThat(again.text()).contains(pool.left());
        assertThat(again.code()).isEqualTo(1);

        // Another test leaves nothing.
        String sound = code.test().replace("LeakTest", "SoundTest");
        sound = sound.replace("forgetsAPool", "putsASystemPropertyBack");
        Finder.Run nothing = replay(Code.ofWhatIsLeft(sound, code.setting()));
        assertThat(nothing.text()).contains("It passes: the failure is mended");
        assertThat(nothing.code()).isZero();
    }
}
