package dev.heddle.control;

import com.sun.tools.attach.VirtualMachine;

/** The main class of the process that attaches the agent to the JVM that started it. */
public final class AttachHelper {

    private AttachHelper() {}

    /**
     * Attaches to the process with the id given first and loads the agent in the jar given second.
     */
    public static void main(String[] arguments) throws Exception {
        VirtualMachine target = VirtualMachine.attach(arguments[0]);
        try {
            target.loadAgent(arguments[1]);
        } finally {
            target.detach();
        }
    }
}
