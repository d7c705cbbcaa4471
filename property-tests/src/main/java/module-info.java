/** Heddle for jqwik: interleavings as properties. */
module dev.heddle.jqwik {
    requires transitive dev.heddle;
    requires transitive net.jqwik.api;
    requires org.junit.platform.commons;
    requires org.opentest4j;
    requires static org.jspecify;
    requires static org.junit.platform.launcher;

    exports dev.heddle.jqwik;

    provides net.jqwik.api.lifecycle.LifecycleHook with
            dev.heddle.jqwik.HeddleHook;
    provides net.jqwik.api.providers.ArbitraryProvider with
            dev.heddle.jqwik.ScheduleProvider;
    provides org.junit.platform.launcher.LauncherSessionListener with
            dev.heddle.jqwik.SessionListener;
}
