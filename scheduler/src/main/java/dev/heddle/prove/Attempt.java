package dev.heddle.prove;

import dev.heddle.kernel.Resources;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a step may change or may not: a compare-and-set, say. If the same is there when the step has
 * ended, it has only read.
 */
final class Attempt {

    private final Trace trace;

    /** An atomic, or an array and an index; null if there is no attempt. */
    private @Nullable Object tried;

    private int triedAt;
    private int triedEffect;

    /** What was there before. */
    private long triedNumber;

    private @Nullable Object triedObject;

    Attempt(Trace trace) {
        this.trace = trace;
    }

    void clear() {
        tried = null;
        triedObject = null;
    }

    /** The step has ended. */
    void ends() {
        if (tried != null && isUnchanged()) {
            trace.becomes(triedEffect, Kind.READ);
        }
    }

    /** The step writes this, whatever is there. */
    void writes(Object object, int effect) {
        if (tried == object) {
            trace.isConditional(effect, false);
            tried = null;
        }
    }

    /** The step writes there for another reason, whether its attempt changes anything or not. */
    void writes(int effect) {
        if (tried != null && triedEffect == effect) {
            trace.isConditional(effect, false);
            tried = null;
        }
    }

    /** The step may change this, or may not. */
    void tries(Object object, int at, int effect) {
        if (tried != null) {
            return; // The same once more, or another one, which is taken to be written.
        }
        switch (object) {
            case AtomicInteger number -> triedNumber = number.getPlain();
            case AtomicLong number -> triedNumber = number.getPlain();
            case AtomicBoolean flag -> triedNumber = flag.getPlain() ? 1 : 0;
            case AtomicReference<?> reference -> triedObject = reference.getPlain();
            case Semaphore semaphore -> triedNumber = Resources.permits(semaphore);
            case int[] array -> triedNumber = array[at];
            case long[] array -> triedNumber = array[at];
            case Object[] array -> triedObject = array[at];
            default -> {
                if (!Resources.isSync(object)) {
                    return;
                }
                triedNumber = Resources.state(object);
            }
        }
        tried = object;
        trace.isConditional(effect, true);
        triedAt = at;
        triedEffect = effect;
    }

    private boolean isUnchanged() {
        Object object = tried;
        return switch (object) {
            case AtomicInteger number -> number.getPlain() == triedNumber;
            case AtomicLong number -> number.getPlain() == triedNumber;
            case AtomicBoolean flag -> (flag.getPlain() ? 1 : 0) == triedNumber;
            case AtomicReference<?> reference -> reference.getPlain() == triedObject;
            case Semaphore semaphore -> Resources.permits(semaphore) == triedNumber;
            case int[] array -> array[triedAt] == triedNumber;
            case long[] array -> array[triedAt] == triedNumber;
            case Object[] array -> array[triedAt] == triedObject;
            case null -> false;
            default -> Resources.isSync(object) && Resources.state(object) == triedNumber;
        };
    }
}
