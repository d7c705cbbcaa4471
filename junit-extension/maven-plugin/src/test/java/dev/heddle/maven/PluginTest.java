package dev.heddle.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the goals find out before they start anything. */
class PluginTest {

    private static Path jdk(Path directory, String name, String version) throws Exception {
        Path home = Files.createDirectories(directory.resolve(name));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    @Test
    void aJdkIsFoundWhereverItIs(@TempDir Path directory) throws Exception {
        Path old = jdk(directory, "jdk-17", "17.0.15");
        Path fit = jdk(directory, "jdk-25", "25.0.3");
        assertThat(Jdks.find(null, List.of(old, fit), Map.of(), List.of())).contains(fit);
        assertThat(Jdks.find(null, List.of(old), Map.of("JAVA_HOME", "" + fit), List.of()))
                .contains(fit);
        assertThat(Jdks.find(null, List.of(old), Map.of("JAVA_HOME_25_X64", "" + fit), List.of()))
                .contains(fit);
        assertThat(Jdks.find(null, List.of(), Map.of(), List.of(directory))).contains(fit);
        assertThat(Jdks.find("" + fit, List.of(old), Map.of(), List.of())).contains(fit);
    }

    @Test
    void noJdkIsFoundWhereThereIsNone(@TempDir Path directory) throws Exception {
        Path old = jdk(directory, "jdk-17", "17.0.15");
        Path later = jdk(directory, "jdk-250", "250");
        assertThat(Jdks.find(null, List.of(old, later), Map.of(), List.of(directory))).isEmpty();
        assertThatThrownBy(() -> Jdks.find("" + old, List.of(), Map.of(), List.of()))
                .hasMessageContaining("which is not the home of a JDK 25");
    }

    @Test
    void theAgentStandsBesideOthers() {
        assertThat(PrepareMojo.withAgent("", "/a/heddle.jar"))
                .isEqualTo("-javaagent:/a/heddle.jar");
        String both = PrepareMojo.withAgent("-javaagent:jacoco.jar=x", "/a/heddle.jar");
        assertThat(both).isEqualTo("-javaagent:/a/heddle.jar -javaagent:jacoco.jar=x");
        assertThat(PrepareMojo.withAgent(both, "/a/heddle.jar")).isEqualTo(both);
        assertThat(PrepareMojo.withAgent("", "/a b/heddle.jar"))
                .isEqualTo("\"-javaagent:/a b/heddle.jar\"");
    }

    @Test
    void modulesDoNotOverwriteEachOthersReports() {
        Path module = Path.of("/project/one");
        Path own = module.resolve("target/heddle-flaky");
        Path shared = Path.of("/reports/0");
        assertThat(FlakyMojo.reports(own, module, "one", 2)).isEqualTo(own);
        assertThat(FlakyMojo.reports(shared, module, "one", 2)).isEqualTo(shared.resolve("one"));
        assertThat(FlakyMojo.reports(shared, module, "one", 1)).isEqualTo(shared);
    }

    @Test
    void aLauncherIsAddedInTheVersionOfTheProject() {
        assertThat(
                        Engines.missing(
                                Map.of(
                                        "org.junit.jupiter:junit-jupiter-api", "5.11.4",
                                        "org.junit.jupiter:junit-jupiter-engine", "5.11.4",
                                        "org.junit.platform:junit-platform-engine", "1.11.4")))
                .containsExactly("org.junit.platform:junit-platform-launcher:1.11.4");
        assertThat(Engines.missing(Map.of("org.junit.jupiter:junit-jupiter-api", "6.1.3")))
                .containsExactly(
                        "org.junit.jupiter:junit-jupiter-engine:6.1.3",
                        "org.junit.platform:junit-platform-launcher:6.1.3");
    }

    @Test
    void anEngineIsAddedForJUnit4() {
        assertThat(Engines.missing(Map.of("junit:junit", "4.13.2")))
                .containsExactly(
                        "org.junit.vintage:junit-vintage-engine:5.14.4",
                        "org.junit.platform:junit-platform-launcher:1.14.4");
    }

    @Test
    void nothingIsAddedWhereEverythingIs() {
        assertThat(
                        Engines.missing(
                                Map.of(
                                        "net.jqwik:jqwik-engine", "1.9.3",
                                        "org.junit.platform:junit-platform-engine", "1.13.1",
                                        "org.junit.platform:junit-platform-launcher", "1.13.1")))
                .isEmpty();
    }
}
