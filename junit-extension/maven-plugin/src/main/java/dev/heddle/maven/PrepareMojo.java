package dev.heddle.maven;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

import java.util.List;
import java.util.Properties;

/**
 * Sets the agent for the JVM of the tests: adds it to the property that Surefire takes its JVM
 * options from, as tools that measure coverage do, and next to what these have put there.
 */
@Mojo(name = "prepare", defaultPhase = LifecyclePhase.INITIALIZE, threadSafe = true)
public final class PrepareMojo extends AbstractMojo {

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${plugin.artifacts}", readonly = true, required = true)
    private List<Artifact> artifacts;

    /** The property with the options of the JVM. */
    @Parameter(property = "heddle.propertyName", defaultValue = "argLine")
    private String propertyName;

    /** Does nothing. */
    @Parameter(property = "heddle.skip", defaultValue = "false")
    private boolean skip;

    /** Made by Maven. */
    @SuppressWarnings("NullAway.Init") // Maven sets the fields.
    public PrepareMojo() {}

    @Override
    public void execute() throws MojoExecutionException {
        if (skip) {
            getLog().info("The agent of Heddle is not set, as heddle.skip says.");
            return;
        }
        Properties properties = project.getProperties();
        String before = properties.getProperty(propertyName, "");
        String after = withAgent(before, Artifacts.jar(artifacts, Artifacts.SCHEDULER));
        properties.setProperty(propertyName, after);
        getLog().info(propertyName + " set to " + after);
    }

    /** Options with the agent before them; unchanged if it is there already. */
    static String withAgent(String options, String jar) {
        String agent = "-javaagent:" + jar;
        String quoted = jar.contains(" ") ? "\"" + agent + "\"" : agent;
        if (options.contains(agent)) {
            return options;
        }
        return options.isBlank() ? quoted : quoted + " " + options;
    }
}
