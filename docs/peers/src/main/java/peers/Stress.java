package peers;

import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Runs {@link LostUpdate} by what jcstress has generated for it, in this JVM: how jcstress starts
 * JVMs, and chooses options for them, takes no part. Stride and spinning are as it has them.
 */
final class Stress {

    private static final int MILLIS = 200;
    private static final int MOST_MEGABYTES = 100;
    private static final int STRIDE = 256;
    private static final int STRIDES = 40;

    private Stress() {}

    static TestResult run() throws IOException {
        TestResult result = new LostUpdate_jcstress(config()).run();
        if (result == null || result.getTotalCount() == 0) {
            throw new IllegalStateException("jcstress has run nothing.");
        }
        return result;
    }

    /** It can be made from options of a command line, or read as a JVM of jcstress does. */
    private static ForkedTestConfig config() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(SpinLoopStyle.THREAD_SPIN_WAIT.ordinal());
        out.writeInt(MILLIS);
        out.writeInt(1); // iteration
        out.writeUTF(LostUpdate_jcstress.class.getName());
        out.writeInt(MOST_MEGABYTES);
        out.writeInt(STRIDE);
        out.writeInt(STRIDES);
        out.writeBoolean(false); // Threads are bound to no processor.
        return new ForkedTestConfig(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
