package dev.heddle.detect;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** The program takes locks in different orders, and the run was asked to fail if so. */
public final class LockOrderError extends AssertionError {

    private static final long serialVersionUID = 1;

    /** Names the locks and places; in a run that would be too early. */
    private final transient Supplier<LockOrder> names;

    private transient @Nullable LockOrder order;

    LockOrderError(Supplier<LockOrder> names) {
        this.names = names;
    }

    /** The orders. */
    public LockOrder order() {
        LockOrder known = order;
        if (known == null) {
            known = names.get();
            order = known;
        }
        return known;
    }

    @Override
    public String getMessage() {
        return order().toString();
    }
}
