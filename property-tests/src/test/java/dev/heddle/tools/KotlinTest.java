package dev.heddle.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** A program that was compiled by Kotlin's own compiler, with Kotlin's own library. */
class KotlinTest {

    static {
        Control.install();
    }

    private static final List<String> RACY =
            List.of("dataRacy", "objectRacy", "lambdaRacy", "lazyRacy");

    private static final List<String> CORRECT =
            List.of("correct", "correctObject", "correctVolatile");

    @TempDir static Path classes;

    @BeforeAll
    static void compile() throws URISyntaxException {
        Path source = Path.of(KotlinTest.class.getResource("/kotlin/Program.kt").toURI());
        Jvm.lines(
                List.of(
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"),
                "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
                "-no-stdlib",
                "-no-reflect",
                "-nowarn",
                "-cp",
                Jvm.jarOf(kotlin.Unit.class).toString(),
                "-jvm-target",
                "21",
                "-d",
                classes.toString(),
                source.toString());
    }

    @Test
    void racesAreFound() throws Exception {
        List<String> lines = KotlinMain.lines(classes, RACY);
        assertThat(lines)
                .hasSize(RACY.size())
                .allSatisfy(line -> assertThat(line).contains("an update was lost"))
                .allSatisfy(line -> assertThat(line).doesNotContain("took another course"));
        assertThat(KotlinMain.lines(classes, RACY)).isEqualTo(lines);
    }

    @Test
    void correctProgramsPass() throws Exception {
        List<String> lines = KotlinMain.lines(classes, CORRECT);
        assertThat(lines)
                .hasSize(CORRECT.size())
                .allSatisfy(line -> assertThat(line).contains(" passed "));
        assertThat(KotlinMain.lines(classes, CORRECT)).isEqualTo(lines);
    }

    @Test
    void anotherJvmHasTheSameRuns() throws Exception {
        List<String> here = KotlinMain.lines(classes, List.of("lambdaRacy", "correct"));
        assertThat(
                        Jvm.lines(
                                List.of(),
                                KotlinMain.class,
                                classes.toString(),
                                "lambdaRacy",
                                "correct"))
                .containsAll(here);
    }
}
