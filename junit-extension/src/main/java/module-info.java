/** Heddle for JUnit: tests that run under many interleavings, and replays of those that failed. */
module dev.heddle.junit {
    requires transitive dev.heddle;
    requires transitive org.junit.jupiter.api;
    requires static org.assertj.core;
    requires static org.jspecify;
    requires static org.junit.platform.launcher;

    exports dev.heddle.assertj;
    exports dev.heddle.junit;

    provides org.junit.platform.launcher.LauncherSessionListener with
            dev.heddle.junit.HeddleSessionListener;
}
