package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The examples of docs/leaks.md. */
class LeaksTest {

    @Test
    void aPoolThatWasNotShutDown() {
        Report report = Heddle.explore(() -> Executors.newFixedThreadPool(4));
        assertThat(report.leaks()).hasSize(1);
        assertThat(report.leaks().getFirst())
                .startsWith(
                        "A java.util.concurrent.ThreadPoolExecutor was not shut down; thread 'main'"
                                + " made it at ");
    }

    @Test
    void itFailsForALeak() {
        Body body = () -> Executors.newFixedThreadPool(4);
        Report report = Heddle.explorer().leaks(Check.FAIL).explore(body);
        assertThat(report.passed()).isFalse();
    }

    @Test
    void anExceptionThatNobodyLooksAt() {
        Report report =
                Heddle.explore(
                        () -> {
                            try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                                pool.submit(() -> parse("forty-two"));
                            }
                        });
        assertThat(report.swallowed()).hasSize(1);
        assertThat(report.swallowed().getFirst())
                .startsWith(
                        "Nobody has looked at java.lang.NumberFormatException: For input string:"
                            + " \"forty-two\" at dev.heddle.docs.LeaksTest.parse(LeaksTest.java:");
    }

    @Test
    void itFailsForAnException() {
        Body body =
                () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                        pool.submit(() -> parse("forty-two"));
                    }
                };
        Report report = Heddle.explorer().swallowed(Check.FAIL).explore(body);
        assertThat(report.passed()).isFalse();
    }

    private static int parse(String text) {
        return Integer.parseInt(text);
    }
}
