/** The virtual-time event loop of Heddle, and the agent that puts a program under its control. */
module dev.heddle {
    requires java.instrument;
    requires static jdk.attach;
    requires static org.jspecify;
}
