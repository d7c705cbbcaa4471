package dev.heddle.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How much of the processor's time threads have taken: who computes takes some, who waits none. */
final class Processor {

    /** Between two looks at a thread that waits, there is less than that. */
    static final long LITTLE_NANOS = 1_000_000;

    private Processor() {}

    /** What a thread of the system has taken so far; 0 if this JVM does not tell. */
    static long timeOf(Thread thread) {
        try {
            ThreadMXBean beans = ManagementFactory.getThreadMXBean();
            return beans.isThreadCpuTimeSupported() && beans.isThreadCpuTimeEnabled()
                    ? Math.max(0, beans.getThreadCpuTime(thread.threadId()))
                    : 0;
        } catch (NoClassDefFoundError e) {
            return 0; // A JVM without the module java.management.
        }
    }
}
