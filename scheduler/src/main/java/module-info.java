/** The virtual-time event loop of Heddle, and the agent that puts a program under its control. */
@SuppressWarnings("module") // The modules named below are compiled after this one.
module dev.heddle {
    requires java.instrument;
    requires static java.management;
    requires static jdk.attach;
    requires static org.jspecify;

    exports dev.heddle;
    exports dev.heddle.api;
    exports dev.heddle.async;
    exports dev.heddle.constraints;
    exports dev.heddle.detect;
    exports dev.heddle.kernel;
    exports dev.heddle.linearizability;
    exports dev.heddle.schedule;
    exports dev.heddle.shrink;
    exports dev.heddle.trace;
    // The JVM's own module starts the agent, and may only if it sees its class.
    exports dev.heddle.control to
            java.instrument,
            dev.heddle.junit,
            dev.heddle.jqwik;
}
