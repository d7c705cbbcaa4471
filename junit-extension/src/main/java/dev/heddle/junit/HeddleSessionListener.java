package dev.heddle.junit;

import dev.heddle.api.Internal;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Brings the JVM under control as a launcher session opens, before the first test class is loaded:
 * what is loaded later can be controlled best. Found by JUnit as a service.
 *
 * <p>It takes about half a second. With {@value #ATTACH} set to {@code false}, as a system property
 * or in {@code junit-platform.properties}, it is left to the first {@link Interleaved @Interleaved}
 * test. A JVM that is too old for Heddle is left alone; tests that need Heddle say so.
 */
@Internal
public final class HeddleSessionListener implements LauncherSessionListener {

    /** Whether to attach when a session opens: {@code true}, which is usual, or {@code false}. */
    public static final String ATTACH = "heddle.attach";

    /** Called by JUnit. */
    public HeddleSessionListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (Versions.isJavaNewEnough()) {
            Attaching.sessionOpened(session);
        }
    }
}
