package dev.heddle.maven;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a project's tests need besides what the project names, as Surefire adds it too: a launcher
 * in the version of its platform, and an engine where there is only what tests are written against.
 */
final class Engines {

    private static final String PLATFORM = "org.junit.platform:";
    private static final String LAUNCHER = PLATFORM + "junit-platform-launcher";
    private static final String JUPITER = "org.junit.jupiter:junit-jupiter-";
    private static final String VINTAGE = "org.junit.vintage:junit-vintage-engine";

    /** For projects of JUnit 4 only: the last engine for it that runs on any Java from 8 on. */
    private static final String USUAL_VINTAGE = "5.14.4";

    private Engines() {}

    /**
     * What is missing, as {@code group:artifact:version}.
     *
     * @param resolved versions of the artifacts on the test class path, by group and artifact
     */
    static List<String> missing(Map<String, String> resolved) {
        List<String> missing = new ArrayList<>();
        Map<String, String> all = new LinkedHashMap<>(resolved);
        String jupiter = all.get(JUPITER + "api");
        if (jupiter != null && !all.containsKey(JUPITER + "engine")) {
            missing.add(JUPITER + "engine:" + jupiter);
            all.putIfAbsent(PLATFORM + "junit-platform-engine", platform(jupiter));
        }
        if (all.containsKey("junit:junit") && !all.containsKey(VINTAGE)) {
            String version = jupiter != null ? jupiter : USUAL_VINTAGE;
            missing.add(VINTAGE + ":" + version);
            all.putIfAbsent(PLATFORM + "junit-platform-engine", platform(version));
        }
        String platform = all.get(PLATFORM + "junit-platform-engine");
        if (platform != null && !all.containsKey(LAUNCHER)) {
            missing.add(LAUNCHER + ":" + platform);
        }
        return missing;
    }

    /** The platform of a Jupiter: 1.x went with 5.x, and both are called 6.x since. */
    private static String platform(String jupiter) {
        return jupiter.startsWith("5.") ? "1." + jupiter.substring(2) : jupiter;
    }
}
