package dev.heddle.maven;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoExecutionException;

import java.io.File;
import java.util.List;

/** Jars that come with the plugin. */
final class Artifacts {

    /** The artifact that is the agent. */
    static final String SCHEDULER = "heddle-scheduler";

    /** The artifact that finds flaky tests. */
    static final String FLAKY = "heddle-flaky";

    private Artifacts() {}

    /** Where the jar of one of Heddle's artifacts is. */
    static String jar(List<Artifact> artifacts, String name) throws MojoExecutionException {
        for (Artifact artifact : artifacts) {
            if (artifact.getGroupId().equals("dev.heddle")
                    && artifact.getArtifactId().equals(name)) {
                File file = artifact.getFile();
                if (file != null) {
                    return file.getAbsolutePath();
                }
            }
        }
        throw new MojoExecutionException(
                "The plugin was resolved without %s: is it excluded from the plugin's dependencies?"
                        .formatted(name));
    }
}
