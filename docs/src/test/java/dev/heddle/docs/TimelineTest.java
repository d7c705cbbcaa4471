package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The example of docs/timeline.md. */
class TimelineTest {

    @Test
    void aFailureIsWritten() throws IOException {
        Report report =
                Heddle.explore(
                        () -> {
                            throw new IllegalStateException("as expected");
                        });
        report.failure().ifPresent(failure -> failure.writeHtml(Path.of("target/failure.html")));
        assertThat(Files.readString(Path.of("target/failure.html"))).contains("as expected");
    }
}
