package dev.heddle.programs;

import dev.heddle.Heddle;
import dev.heddle.control.Agent;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Runs a main class of the tests in a JVM of its own. */
public final class FreshJvm {

    private FreshJvm() {}

    /** The lines that {@link DigestMain} prints. */
    static List<String> digests(List<String> options, int seeds, List<Programs> programs) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(seeds));
        programs.forEach(program -> arguments.add(program.name()));
        return lines(options, DigestMain.class, arguments);
    }

    /** The lines that a main class prints. */
    public static List<String> lines(
            List<String> options, Class<?> mainClass, List<String> arguments) {
        try {
            Process process = start(options, mainClass, arguments);
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new AssertionError("The JVM ended with " + exit + ":\n" + output);
            }
            return output.lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("The JVM could not be started.", e);
        }
    }

    /** A JVM that executes a main class, with both of its outputs as one. */
    public static Process start(List<String> options, Class<?> mainClass, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+EnableDynamicAgentLoading");
        command.addAll(options);
        command.add("-cp");
        command.add(locationOf(Heddle.class) + File.pathSeparator + locationOf(mainClass));
        command.add(mainClass.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Where a class was loaded from: a directory, or a jar. */
    static Path locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A jar with nothing but a manifest, as if the classes had been packed into it. */
    public static Path agentJar(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.CLASS_PATH, locationOf(Heddle.class).toUri().getPath());
        attributes.putValue("Premain-Class", Agent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Can-Redefine-Classes", "true");
        Path jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
