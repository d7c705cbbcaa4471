package dev.heddle.jqwik;

import dev.heddle.api.Internal;
import dev.heddle.control.Control;
import dev.heddle.kernel.HeddleException;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Brings the JVM under control as a launcher session opens, before the first property is loaded:
 * what is loaded later can be controlled best. Found by JUnit's launcher as a service. With the
 * system property {@value #ATTACH} set to {@code false} it is left to the first property that needs
 * it.
 */
@Internal
public final class SessionListener implements LauncherSessionListener {

    /** Whether to attach when a session opens: {@code true}, which is usual, or {@code false}. */
    public static final String ATTACH = "heddle.attach";

    /** Called by JUnit. */
    public SessionListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        session.getLauncher().registerLauncherDiscoveryListeners(new Overlooked());
        if (!"false".equalsIgnoreCase(Configuration.get("attach"))) {
            try {
                Control.install();
            } catch (HeddleException e) {
                // Properties that do not need it are none the worse. Control keeps the exception
                // and throws it to each that does.
            }
        }
    }
}
