package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Agent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** How a JVM that runs tests comes under control, each way in a JVM of its own. */
class AttachTest {

    private static final String REFUSE = "-XX:+DisableAttachMechanism";

    @TempDir static Path directory;

    @Test
    void attachesWhenTheSessionOpens() throws Exception {
        assertThat(fork())
                .contains("controlled: true", "plain: SUCCESSFUL")
                .contains("interleaved: SUCCESSFUL", "racy: FAILED", "lost an update");
    }

    @Test
    void failsInterleavedTestsOnlyIfItCanNotAttach() throws Exception {
        assertThat(fork(REFUSE))
                .contains("controlled: false", "plain: SUCCESSFUL")
                .contains("interleaved: FAILED", "racy: FAILED")
                .contains("Heddle could not attach itself to this JVM")
                .contains("-javaagent:${dev.heddle:heddle-scheduler:jar}")
                .doesNotContain("lost an update");
    }

    @Test
    void saysWhyItCanNotAttach() throws Exception {
        assertThat(fork("-XX:-EnableDynamicAgentLoading"))
                .contains("controlled: false", "plain: SUCCESSFUL", "racy: FAILED")
                .contains(
                        "Heddle could not attach itself to this JVM: the JVM refused it: ",
                        "Dynamic agent loading is not enabled",
                        "Add Heddle's agent to the options of the JVM that runs the tests instead");
        Path missing = directory.resolve("missing");
        assertThat(fork("-Djava.io.tmpdir=" + missing))
                .contains("controlled: false", "plain: SUCCESSFUL", "racy: FAILED")
                .contains(
                        "its agent could not be written to the directory for temporary files, "
                                + missing)
                .contains("Add Heddle's agent to the options");
    }

    @Test
    void needsNoAttachingIfTheAgentIsThereFromTheStart() throws Exception {
        assertThat(fork(REFUSE, "-javaagent:" + agentJar(directory)))
                .contains("controlled: true", "plain: SUCCESSFUL")
                .contains("interleaved: SUCCESSFUL", "racy: FAILED", "lost an update");
    }

    @Test
    void waitsForTheFirstInterleavedTestIfToldTo() throws Exception {
        assertThat(fork("-Dheddle.attach=false"))
                .contains("controlled: false", "plain: SUCCESSFUL")
                .contains("racy: FAILED", "lost an update")
                // The test class was loaded before, and has a synchronized method.
                .contains("interleaved: SUCCESSFUL");
    }

    @Test
    void isToldToWaitByTheConfigurationOfThePlatformToo() throws Exception {
        Path configured = Files.createDirectory(directory.resolve("configured"));
        Files.writeString(
                configured.resolve("junit-platform.properties"), "heddle.attach = false\n");
        assertThat(forkWith(configured.toString()))
                .contains("controlled: false", "racy: FAILED", "lost an update");
    }

    private static String fork(String... options) throws IOException, InterruptedException {
        return forkWith("", options);
    }

    private static String forkWith(String classPath, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of(options));
        String path = System.getProperty("java.class.path");
        command.add("-cp");
        command.add(classPath.isEmpty() ? path : classPath + java.io.File.pathSeparator + path);
        command.add(ForkedMain.class.getName());
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        jvm.getOutputStream().close();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(output).isZero();
        return output;
    }

    /** A jar whose manifest names the agent, which is on the class path anyway. */
    static Path agentJar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", Agent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        Path jar = directory.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
