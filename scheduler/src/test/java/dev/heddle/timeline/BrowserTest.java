package dev.heddle.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tests that look at pages say so where there is no browser, and fail if one is demanded. */
class BrowserTest {

    private static final String ADVICE =
            "No Chromium was found, so the pages are not looked at: install one (Debian: apt-get"
                    + " install chromium), or name one by -Dheddle.browser=FILE.";

    @TempDir private Path folder;

    @Test
    void withoutOneTestsAreAborted() {
        assertThatThrownBy(() -> Browser.program(null, folder.toString(), null))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage(ADVICE);
    }

    @Test
    void whereOneIsDemandedTheyFail() {
        assertThatThrownBy(() -> Browser.program(null, folder.toString(), "required"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(ADVICE);
    }

    @Test
    void theOneThatIsNamedIsTakenOrRefused() throws IOException {
        Path one = executable("one");
        assertThat(Browser.program(one.toString(), "", "required")).isEqualTo(one);
        assertThatThrownBy(() -> Browser.program(folder.resolve("none").toString(), "", null))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith("can not be executed: " + folder.resolve("none"));
    }

    @Test
    void othersAreLookedForInThePath() throws IOException {
        Path chromium = executable("chromium");
        String path = "/nowhere" + File.pathSeparator + folder;
        assertThat(Browser.program(null, path, null)).isEqualTo(chromium);
    }

    private Path executable(String name) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
