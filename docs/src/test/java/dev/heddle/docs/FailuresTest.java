package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.trace.Step;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The samples of docs/failures.md and docs/races.md are what a user sees. Write them anew with
 * {@code -Dfailures.write=true}, when what is said, or what happens in a run, has changed.
 */
class FailuresTest {

    private static final String END = "<!-- end of what FailuresTest writes -->";

    @Test
    void theSampleIsWhatIsSaid() throws IOException {
        Report report =
                Heddle.explore(
                        () -> {
                            Account account = new Account(100);
                            Thread ada = new Thread(() -> account.withdraw(30), "Ada");
                            Thread bob = new Thread(() -> account.withdraw(20), "Bob");
                            ada.start();
                            bob.start();
                            ada.join();
                            bob.join();
                            assertThat(account.balance()).isEqualTo(50);
                        });
        stands(Path.of("failures.md"), "failure", report.failure().orElseThrow().toString());
    }

    @Test
    void theDeadlockIsWhatIsSaid() throws IOException {
        Object left = "left".toCharArray();
        Object right = "right".toCharArray();
        Report report =
                Heddle.explore(
                        () -> {
                            Thread other = new Thread(() -> both(right, left), "other");
                            other.start();
                            both(left, right);
                            other.join();
                        });
        stands(Path.of("failures.md"), "deadlock", report.failure().orElseThrow().toString());
    }

    private static void both(Object first, Object second) {
        synchronized (first) {
            synchronized (second) {
                assertThat(first).isNotSameAs(second);
            }
        }
    }

    @Test
    void theRaceIsWhatIsSaid() throws IOException {
        Report report =
                Heddle.explorer()
                        .races(Check.FAIL)
                        .explore(
                                () -> {
                                    Account account = new Account(100);
                                    Object lock = new Object();
                                    Thread ada = new Thread(() -> locked(lock, account), "Ada");
                                    ada.start();
                                    account.withdraw(20);
                                    ada.join();
                                });
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.race()).isPresent();
        String text = report.toString();
        int begin = text.indexOf("Data race on", text.indexOf("Shrunk"));
        int end = text.indexOf("\nData race on", begin);
        stands(
                Path.of("races.md"),
                "race",
                end < 0 ? text.substring(begin) : text.substring(begin, end));
    }

    private static void locked(Object lock, Account account) {
        synchronized (lock) {
            account.withdraw(30);
        }
    }

    @Test
    void allOfItIsThereAsData() {
        Report report =
                Heddle.explore(
                        () -> {
                            Account account = new Account(100);
                            Thread ada = new Thread(() -> account.withdraw(30), "Ada");
                            ada.start();
                            account.withdraw(20);
                            ada.join();
                            assertThat(account.balance()).isEqualTo(50);
                        });
        Failure failure = report.failure().orElseThrow();
        for (Step step : failure.steps()) {
            System.out.println(step.thread() + " " + step.action() + " " + step.value());
        }
        String json = failure.toJson();
        assertThat(json).startsWith("{\"version\":1,");
        assertThat(failure.steps()).extracting(Step::value).contains("100");
    }

    /** The page has this text as the sample of this name; it is put there if that is asked for. */
    private static void stands(Path file, String name, String text) throws IOException {
        String page = Files.readString(file);
        String begin = "<!-- FailuresTest writes: " + name + " -->\n";
        int from = page.indexOf(begin) + begin.length();
        assertThat(page).contains(begin);
        int to = page.indexOf(END, from);
        String sample = "```text\n" + text + "\n```\n";
        if (Boolean.getBoolean("failures.write")) {
            page = page.substring(0, from) + sample + page.substring(to);
            Files.writeString(file, page);
        }
        assertThat(page.substring(from, page.indexOf(END, from)))
                .describedAs("docs/" + file + "; write it anew with -Dfailures.write=true")
                .isEqualTo(sample);
    }
}
