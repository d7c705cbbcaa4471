package dev.heddle.control;

import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /**
     * On a busy machine this JVM may not answer the helper in the ten seconds that the JDK grants,
     * or the helper may not get its process. Whoever gives up leaves all tests of this JVM failing.
     */
    private static final int MOST_TRIES = 3;

    /** What is said where trying again would not help: attaching is switched off, or impossible. */
    private static final List<String> LASTING =
            List.of(
                    "does not support the attach mechanism",
                    "Dynamic agent loading is not enabled",
                    "could not be written");

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
        for (int tries = 1; ; tries++) {
            Instrumentation present = handle(); // Perhaps since the last try was only slow.
            if (present != null) {
                return present;
            }
            HeddleException failure = tryToLoad();
            if (failure != null && (tries == MOST_TRIES || isLasting(failure))) {
                throw failure;
            }
        }
    }

    private static boolean isLasting(HeddleException failure) {
        String message = String.valueOf(failure.getMessage());
        return Thread.currentThread().isInterrupted()
                || LASTING.stream().anyMatch(message::contains);
    }

    private static @Nullable HeddleException tryToLoad() {
        Path jar;
        try {
            jar = agentJar();
        } catch (IOException e) {
            return failure(
                    "its agent could not be written to the directory for temporary files, %s (%s)"
                            .formatted(System.getProperty("java.io.tmpdir"), e),
                    e);
        }
        try {
            // The JVM keeps the file open; it can be deleted when the JVM ends.
            jar.toFile().deleteOnExit();
            load(jar);
            return handle() == null
                    ? failure("its agent was loaded, but left no handle", null)
                    : null;
        } catch (IOException e) {
            return failure("its helper process could not be started (" + e.getMessage() + ")", e);
        } catch (HeddleException e) {
            return e;
        }
    }

    private static @Nullable Instrumentation handle() {
        return (Instrumentation) System.getProperties().get(Agent.HANDLE);
    }

    private static void load(Path jar) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        // To a file: whoever reads from a process waits for it, however long that takes.
        Path printed = Files.createTempFile("heddle-attach-", ".txt");
        try {
            load(jar, java, printed);
        } finally {
            Files.delete(printed);
        }
    }

    private static void load(Path jar, Path java, Path printed) throws IOException {
        Process helper =
                new ProcessBuilder(
                                java.toString(),
                                // It does so little that to compile any of it would not pay.
                                "-Xshare:auto",
                                "-Xint",
                                "-XX:+UseSerialGC",
                                "-XX:-UsePerfData",
                                "-cp",
                                jar.toString(),
                                AttachHelper.class.getName(),
                                Long.toString(ProcessHandle.current().pid()),
                                jar.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        helper.getOutputStream().close();
        try {
            if (!helper.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw failure("its helper process did not come to an end", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the thread that did it was interrupted", e);
        } finally {
            helper.destroyForcibly(); // Does nothing if it has ended.
        }
        String output = Files.readString(printed);
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
