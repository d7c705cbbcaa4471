package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Property;
import net.jqwik.engine.JqwikTestEngine;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this module is built with, and what users of it are told to have beside it. */
class ArtifactTest {

    /** Later releases carry an added usage clause. */
    @Test
    void hasTheLastJqwikWithoutAUsageClause() {
        for (Class<?> type : new Class<?>[] {Property.class, JqwikTestEngine.class}) {
            assertThat(fileOf(type)).endsWith("-1.9.3.jar");
        }
    }

    @Test
    void isKeptFromLaterOnes() throws IOException {
        assertThat(Files.readString(Path.of("..", ".github", "dependabot.yml")))
                .contains("dependency-name: \"net.jqwik:*\"\n        versions: [\">1.9.3\"]");
        assertThat(Files.readString(Path.of("..", "pom.xml")))
                .contains("<jqwik.version>1.9.3</jqwik.version>");
    }

    /**
     * Declared first, jqwik brings some modules of an older platform unless the BOM is imported.
     */
    @Test
    void hasOneJUnitPlatform() throws IOException {
        String platform = versionOf(fileOf(TestEngine.class));
        assertThat(platform).startsWith("6.");
        assertThat(versionOf(fileOf(Launcher.class))).isEqualTo(platform);
        assertThat(versionOf(fileOf(Test.class))).isEqualTo(platform);
        String pom = Files.readString(Path.of("..", "pom.xml"));
        assertThat(pom.indexOf("<artifactId>junit-bom</artifactId>"))
                .isBetween(0, pom.indexOf("<artifactId>jqwik</artifactId>"));
    }

    private static String fileOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .getFileName()
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static String versionOf(String jar) {
        return jar.substring(jar.lastIndexOf('-') + 1);
    }
}
