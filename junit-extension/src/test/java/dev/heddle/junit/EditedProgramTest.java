package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;
import dev.heddle.OtherCourseException;
import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.tools.ToolProvider;

/**
 * What becomes of a failure when its program is edited: the source of a test is changed and
 * compiled anew between two runs, as people do.
 */
class EditedProgramTest {

    private static final String SOURCE =
            """
            package edited;

            import dev.heddle.junit.Interleaved;
            import dev.heddle.junit.Replay;
            import org.junit.jupiter.api.Assertions;

            class AccountTest {

                static class Account {
                    int balance;
                    final Object lock = new Object();

                    void deposit() {
                        balance = balance + 1;
                    }
                }

                @Interleaved
                void deposits() throws InterruptedException {
                    Account account = new Account();
                    Thread other = new Thread(account::deposit, "other");
                    other.start();
                    account.deposit();
                    other.join();
                    Assertions.assertEquals(2, account.balance);
                }
            }
            """;

    /** Only the places of the steps are others. */
    private static final String MOVED =
            SOURCE.replace(
                    "class AccountTest {", "/* What\n * it\n * does.\n */\nclass AccountTest {");

    /** Takes another course, with the same bug. */
    private static final String LONGER =
            SOURCE.replace(
                    "Account account = new Account();",
                    "Account account = new Account();\n"
                            + "        synchronized (account.lock) { account.balance = 0; }");

    /** The bug is mended. */
    private static final String MENDED =
            SOURCE.replace("void deposit()", "synchronized void deposit()");

    /** Another bug. */
    private static final String OTHER =
            MENDED.replace(
                    "other.join();",
                    "other.join();\n        if (account.balance == 2) throw new Error(\"other\");");

    @TempDir private Path directory;

    private int edits;

    /** What is kept as a resource of the test; null if there is nothing. */
    private Path resource;

    /** Compiles the test as it is now, and runs it in classes of its own. */
    private EngineExecutionResults run(String source, String... more) throws IOException {
        Path compiled = Files.createDirectory(directory.resolve("classes" + ++edits));
        Path file = Files.writeString(compiled.resolve("AccountTest.java"), source);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-g",
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                compiled.toString(),
                                file.toString());
        assertThat(result).isZero();
        if (resource != null) {
            Files.copy(resource, compiled.resolve("edited/AccountTest.deposits.constraints"));
        }
        String[] configuration = new String[4 + more.length];
        configuration[0] = "heddle.saved";
        configuration[1] = "true";
        configuration[2] = "heddle.output";
        configuration[3] = directory.toString();
        System.arraycopy(more, 0, configuration, 4, more.length);
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {urlOf(compiled)}, EditedProgramTest.class.getClassLoader())) {
            return Results.with(loader.loadClass("edited.AccountTest"), configuration);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static URL urlOf(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Failure failure(EngineExecutionResults results) {
        return ((ScheduleFailure) Results.only(Results.failures(results))).failure();
    }

    private Path saved(String ending) {
        return directory.resolve("failures/edited/AccountTest.deposits" + ending);
    }

    @Test
    void whatOnlyMovesIsReplayed() throws IOException {
        String token = failure(run(SOURCE)).token();
        assertThat(failure(run(MOVED)).schedule()).isZero();
        assertThat(failure(run(MOVED, "heddle.replay", token)).schedule()).isZero();
        assertThat(failure(run(replayed(MOVED, token))).toString())
                .contains("This was the replay of " + token);
    }

    @Test
    void whatTakesAnotherCourseIsTriedWithTheConstraintsAndSavedAnew() throws IOException {
        String token = failure(run(SOURCE)).token();
        EngineExecutionResults results = run(LONGER);
        assertThat(failure(results).strategy()).isEqualTo("constraints");
        assertThat(failure(results).schedule()).isEqualTo(1);
        assertThat(Results.remarks(results))
                .contains(
                        "The schedule in which the test has failed before does not fit the program"
                                + " any more, which has been changed. Schedules that keep the same"
                                + " constraints are tried first.");
        assertThat(saved(".token")).hasContent(failure(results).token());
        assertThat(failure(results).token()).isNotEqualTo(token);
        assertThat(failure(run(LONGER)).schedule()).isZero();
    }

    @Test
    void whatIsAskedForFallsBackToTheConstraintsAndSaysSo() throws IOException {
        String token = failure(run(SOURCE)).token();
        for (EngineExecutionResults results :
                new EngineExecutionResults[] {
                    run(LONGER, "heddle.replay", token), run(replayed(LONGER, token))
                }) {
            assertThat(failure(results).strategy()).isEqualTo("constraints");
            assertThat(Results.remarks(results))
                    .anyMatch(
                            text ->
                                    text.startsWith(
                                            "The token does not fit the program any more, which has"
                                                    + " been changed."));
        }
        Files.delete(saved(".constraints"));
        assertThat(Results.only(Results.failures(run(LONGER, "heddle.replay", token))))
                .isInstanceOf(OtherCourseException.class)
                .hasMessageContaining("does not take the course any more");
    }

    @Test
    void theCommandLineComesBeforeTheAnnotationAndThatBeforeWhatIsSaved() throws IOException {
        String saved = failure(run(SOURCE)).token();
        String another =
                failure(run(SOURCE, "heddle.saved", "false", "heddle.shrink", "0")).token();
        assertThat(another).isNotEqualTo(saved);
        assertThat(failure(run(replayed(SOURCE, another))).toString())
                .contains("This was the replay of " + another);
        assertThat(failure(run(replayed(SOURCE, another), "heddle.replay", saved)).toString())
                .contains("This was the replay of " + saved);
        assertThat(failure(run(SOURCE)).toString()).contains("This was the replay of " + saved);
    }

    @Test
    void whatIsMendedIsExploredAndForgotten() throws IOException {
        run(SOURCE);
        run(MENDED).testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(saved(".token")).doesNotExist();
        assertThat(saved(".constraints")).doesNotExist();
    }

    @Test
    void anotherBugIsFoundByTheExploration() throws IOException {
        run(SOURCE);
        EngineExecutionResults results = run(OTHER);
        assertThat(failure(results).toString()).startsWith("java.lang.Error: other");
        assertThat(saved(".token")).hasContent(failure(results).token());
    }

    @Test
    void whatIsKeptAsAResourceIsTriedFirst() throws IOException {
        run(SOURCE);
        Path kept = Files.move(saved(".constraints"), directory.resolve("kept"));
        Files.delete(saved(".token"));
        assertThat(failure(run(LONGER)).strategy()).isNotEqualTo("constraints");
        Files.delete(saved(".token"));
        resource = kept;
        assertThat(failure(run(LONGER)).strategy()).isEqualTo("constraints");
        run(MENDED).testEvents().assertStatistics(s -> s.started(1).succeeded(1));
    }

    private static String replayed(String source, String token) {
        return source.replace("@Interleaved", "@Interleaved @Replay(\"" + token + "\")");
    }
}
