package dev.heddle.maven;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.inject.Inject;

/**
 * Finds out which of the project's tests are flaky, why, and how to reproduce each. The tests are
 * compiled first, and are executed on a JDK 25, whatever Maven itself runs on.
 */
@Mojo(name = "flaky", requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
@Execute(phase = LifecyclePhase.TEST_COMPILE)
public final class FlakyMojo extends AbstractMojo {

    private static final String MAIN = "dev.heddle.flaky.Main";

    /** How much of what was said is enough to know what was wrong. */
    private static final int LAST_LINES = 40;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${plugin.artifacts}", readonly = true, required = true)
    private List<Artifact> artifacts;

    @Parameter(defaultValue = "${repositorySystemSession}", readonly = true, required = true)
    private RepositorySystemSession repositories;

    @Parameter(defaultValue = "${project.remoteProjectRepositories}", readonly = true)
    private List<RemoteRepository> remotes;

    private final RepositorySystem resolver;
    private final ToolchainManager toolchains;

    /** The home of the JDK 25 that executes the tests; usually it is found. */
    @Parameter(property = "heddle.jdk.home")
    private @Nullable String jdk;

    /** For how many seconds all of it may go on. */
    @Parameter(property = "heddle.seconds", defaultValue = "300")
    private String seconds;

    /** In how many ways each source of chance is varied. */
    @Parameter(property = "heddle.schedules")
    private @Nullable String schedules;

    /** For how many seconds one run of a test may go on. */
    @Parameter(property = "heddle.runSeconds")
    private @Nullable String runSeconds;

    /** How slow the machine may be at the wrong moment, in milliseconds. */
    @Parameter(property = "heddle.slowMillis")
    private @Nullable String slowMillis;

    /** How many JVMs execute tests at a time. */
    @Parameter(property = "heddle.workers")
    private @Nullable String workers;

    /** The number everything random comes from. */
    @Parameter(property = "heddle.flaky.seed")
    private @Nullable String seed;

    /** The day the tests live in, such as 2026-03-29T00:59:59Z. */
    @Parameter(property = "heddle.now")
    private @Nullable String now;

    /** The time zone the tests live in. */
    @Parameter(property = "heddle.zone")
    private @Nullable String zone;

    /** A regular expression: only tests whose class.method has this in it. */
    @Parameter(property = "heddle.only")
    private @Nullable String only;

    /** A regular expression for names of test classes. */
    @Parameter(property = "heddle.names")
    private @Nullable String names;

    /** Whether orders of tests are tried: yes or no. */
    @Parameter(property = "heddle.order")
    private @Nullable String order;

    /** Which flaky tests make the build fail: new, any or none. */
    @Parameter(property = "heddle.failOn", defaultValue = "any")
    private String failOn;

    /** An earlier report.json: what is flaky there is not new. */
    @Parameter(property = "heddle.baseline")
    private @Nullable File baseline;

    /** Which part of the tests, such as 0/4; usually what the environment says. */
    @Parameter(property = "heddle.shard")
    private @Nullable String shard;

    /** Reports of Surefire: what was flaky or failed there comes first. */
    @Parameter(
            property = "heddle.suspects",
            defaultValue = "${project.build.directory}/surefire-reports")
    private File suspects;

    /** Where reports go. */
    @Parameter(
            property = "heddle.reports",
            defaultValue = "${project.build.directory}/heddle-flaky")
    private File reports;

    /** Options for the JVMs that execute tests. */
    @Parameter private @Nullable List<String> jvmOptions;

    /** What a report says after 'replay': only that is executed. */
    @Parameter(property = "heddle.replay")
    private @Nullable String replay;

    /** Does nothing. */
    @Parameter(property = "heddle.skip", defaultValue = "false")
    private boolean skip;

    /** Made by Maven. */
    @Inject
    @SuppressWarnings("NullAway.Init") // Maven sets the other fields.
    public FlakyMojo(RepositorySystem resolver, ToolchainManager toolchains) {
        this.resolver = resolver;
        this.toolchains = toolchains;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        File tests = new File(project.getBuild().getTestOutputDirectory());
        if (skip || !tests.isDirectory()) {
            getLog().info(skip ? "Skipped, as heddle.skip says." : "There are no tests.");
            return;
        }
        Deque<String> last = new ArrayDeque<>();
        int code = call(command(tests), last);
        if (code == 1) {
            throw new MojoFailureException(
                    replay != null
                            ? "The failure was seen again."
                            : "There are flaky tests. Everything about them is in "
                                    + reports()
                                    + ".");
        }
        if (code != 0) {
            if (!getLog().isInfoEnabled()) {
                last.forEach(line -> getLog().error(line)); // Maven is to be quiet (-q).
            }
            throw new MojoExecutionException(
                    "Flaky tests could not be looked for: what was wrong stands above.");
        }
    }

    private List<String> command(File tests) throws MojoExecutionException {
        String java = Jdks.java(home());
        List<String> command = new ArrayList<>();
        command.add(java);
        command.add("-cp");
        command.add(
                Artifacts.jar(artifacts, Artifacts.FLAKY)
                        + File.pathSeparator
                        + Artifacts.jar(artifacts, Artifacts.SCHEDULER));
        command.add(MAIN);
        if (replay != null) {
            command.add("replay");
            command.add(replay);
        }
        add("--classpath", "@" + classPathFile(), command);
        add("--tests", tests.getPath(), command);
        add("--java", java, command);
        add("--run-seconds", runSeconds, command);
        if (jvmOptions != null) {
            jvmOptions.forEach(option -> add("--jvm", option, command));
        }
        if (replay != null) {
            return command;
        }
        add("--out", reports().toString(), command);
        add("--seconds", seconds, command);
        add("--schedules", schedules, command);
        add("--slow-millis", slowMillis, command);
        add("--workers", workers, command);
        add("--seed", seed, command);
        add("--now", now, command);
        add("--zone", zone, command);
        add("--only", only, command);
        add("--names", names, command);
        add("--order", order, command);
        add("--fail-on", failOn, command);
        add("--shard", shard, command);
        add("--baseline", baseline == null ? null : baseline.getPath(), command);
        add("--suspects", suspects.isDirectory() ? suspects.getPath() : null, command);
        String module = session.getProjects().size() > 1 ? " -pl :" + project.getArtifactId() : "";
        add("--replay-command", "mvn heddle:flaky" + module + " -Dheddle.replay=", command);
        return command;
    }

    private static void add(String name, @Nullable String value, List<String> command) {
        if (value != null) {
            command.add(name);
            command.add(value);
        }
    }

    private Path home() throws MojoExecutionException {
        List<Path> first = new ArrayList<>();
        Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
        String tool = toolchain == null ? null : toolchain.findTool("java");
        Path bin = tool == null ? null : Path.of(tool).getParent();
        if (bin != null && bin.getParent() != null) {
            first.add(bin.getParent());
        }
        first.add(Path.of(System.getProperty("java.home")));
        try {
            return Jdks.find(jdk, first, System.getenv(), Jdks.usualPlaces())
                    .orElseThrow(
                            () ->
                                    new MojoExecutionException(
                                            "Tests are examined on a JDK %1$s, and none was found: install one, or name its home by -Dheddle.jdk.home=/path/to/jdk-%1$s, a toolchain or JAVA%1$s_HOME."
                                                    .formatted(Jdks.RELEASE)));
        } catch (IllegalArgumentException e) {
            throw new MojoExecutionException(String.valueOf(e.getMessage()), e);
        }
    }

    // --- the class path

    /** Modules that share a directory each have one of their own in it. */
    static Path reports(Path named, Path module, String artifact, int modules) {
        return modules == 1 || named.startsWith(module) ? named : named.resolve(artifact);
    }

    private Path reports() {
        return reports(
                reports.toPath(),
                project.getBasedir().toPath(),
                project.getArtifactId(),
                session.getProjects().size());
    }

    /** The class path may be longer than a command line can be. */
    private Path classPathFile() throws MojoExecutionException {
        String path = classPath();
        Path file = reports().resolve("classpath");
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, path);
        } catch (IOException e) {
            throw new MojoExecutionException("The file can not be written: " + file, e);
        }
    }

    private String classPath() throws MojoExecutionException {
        try {
            List<String> path = new ArrayList<>(project.getTestClasspathElements());
            path.removeIf(element -> !new File(element).exists());
            Map<String, String> resolved = new HashMap<>();
            for (Artifact artifact : project.getArtifacts()) {
                resolved.put(
                        artifact.getGroupId() + ":" + artifact.getArtifactId(),
                        artifact.getBaseVersion());
            }
            for (String missing : Engines.missing(resolved)) {
                for (String jar : resolve(missing)) {
                    if (!path.contains(jar)) {
                        path.add(jar);
                    }
                }
            }
            return String.join(File.pathSeparator, path);
        } catch (DependencyResolutionRequiredException e) {
            throw new MojoExecutionException("The test class path is not known.", e);
        }
    }

    private List<String> resolve(String artifact) throws MojoExecutionException {
        CollectRequest wanted =
                new CollectRequest(
                        new Dependency(new DefaultArtifact(artifact), "runtime"), remotes);
        try {
            return resolver
                    .resolveDependencies(repositories, new DependencyRequest(wanted, null))
                    .getArtifactResults()
                    .stream()
                    .map(ArtifactResult::getArtifact)
                    .map(found -> found.getFile().getAbsolutePath())
                    .toList();
        } catch (DependencyResolutionException e) {
            throw new MojoExecutionException(
                    "The tests need %s to be found, which can not be had: add it to the project, or build once with a connection."
                            .formatted(artifact),
                    e);
        }
    }

    // --- the other JVM

    /** Calls it, and keeps the last lines of what it says. */
    private int call(List<String> command, Deque<String> last) throws MojoExecutionException {
        getLog().debug(String.join(" ", command));
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(project.getBasedir())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new MojoExecutionException("No JVM can be started: " + command.get(0), e);
        }
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            process.getOutputStream().close();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("::")) {
                    System.out.println(line); // A command to GitHub has nothing before it.
                } else {
                    getLog().info(line);
                    last.addLast(line);
                    if (last.size() > LAST_LINES) {
                        last.removeFirst();
                    }
                }
            }
            return process.waitFor();
        } catch (IOException e) {
            throw new MojoExecutionException("The output of the JVM can not be read.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("The build was interrupted.", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
