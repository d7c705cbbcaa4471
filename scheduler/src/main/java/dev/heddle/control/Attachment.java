package dev.heddle.control;

import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Gets this JVM a handle for instrumentation without any flag: a helper process attaches to it and
 * loads an agent that leaves the handle behind. (A JVM does not let itself attach to itself.)
 */
final class Attachment {

    private static final long PATIENCE_SECONDS = 60;

    private static final String WHAT_TO_DO =
            """
            Add Heddle's agent to the options of the JVM that runs the tests instead:
              Maven:  <argLine>-javaagent:${dev.heddle:heddle-scheduler:jar}</argLine>
                      in the configuration of maven-surefire-plugin, and the goal 'properties' of
                      maven-dependency-plugin bound to a phase before it
              Gradle: test { doFirst { jvmArgs "-javaagent:" +
                      classpath.find { it.name.startsWith('heddle-scheduler') } } }
              IDE:    -javaagent:<path of heddle-scheduler.jar>
                      in the VM options of the run configuration\
            """;

    private Attachment() {}

    static Instrumentation attach() {
        Instrumentation present = handle();
        if (present != null) {
            return present;
        }
        Path jar = null;
        try {
            jar = agentJar();
            load(jar);
        } catch (IOException e) {
            throw failure("its helper process could not be started (" + e.getMessage() + ")", e);
        } finally {
            if (jar != null) {
                // The JVM keeps the file open; it can be deleted when the JVM ends.
                jar.toFile().deleteOnExit();
            }
        }
        Instrumentation handle = handle();
        if (handle == null) {
            throw failure("its agent was loaded, but left no handle", null);
        }
        return handle;
    }

    private static @Nullable Instrumentation handle() {
        return (Instrumentation) System.getProperties().get(Agent.HANDLE);
    }

    private static void load(Path jar) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process helper =
                new ProcessBuilder(
                                java.toString(),
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                jar.toString(),
                                "--add-modules",
                                "jdk.attach",
                                AttachHelper.class.getName(),
                                Long.toString(ProcessHandle.current().pid()),
                                jar.toString())
                        .redirectErrorStream(true)
                        .start();
        helper.getOutputStream().close();
        String output = new String(helper.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!helper.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                helper.destroyForcibly();
                throw failure("its helper process did not come to an end", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the thread that did it was interrupted", e);
        }
        if (helper.exitValue() != 0) {
            throw failure("the JVM refused it: " + reason(output), null);
        }
    }

    /** The first line of what the helper process printed: the rest is its stack trace. */
    private static String reason(String output) {
        return output.strip()
                .lines()
                .findFirst()
                .orElse("it gave no reason")
                .replace("Exception in thread \"main\" ", "");
    }

    /**
     * A jar with nothing but the agent and the helper, wherever this library itself was loaded
     * from.
     */
    private static Path agentJar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", Agent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Can-Redefine-Classes", "true");
        Path jar = Files.createTempFile("heddle-agent-", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (Class<?> type : new Class<?>[] {Agent.class, AttachHelper.class}) {
                String resource = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(resource));
                try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
                    if (in == null) {
                        throw new IOException("class file of " + type.getName() + " not found");
                    }
                    in.transferTo(entries);
                }
                entries.closeEntry();
            }
        }
        return jar;
    }

    private static HeddleException failure(String why, @Nullable Throwable cause) {
        String message = "Heddle could not attach itself to this JVM: " + why + ".\n" + WHAT_TO_DO;
        return cause == null ? new HeddleException(message) : new HeddleException(message, cause);
    }
}
