package dev.heddle.detect;

import dev.heddle.api.API;
import dev.heddle.kernel.Lines;
import dev.heddle.kernel.Told;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** The program takes locks in different orders, and the run was asked to fail if so. */
@API(status = API.Status.STABLE, since = "0.1")
public final class LockOrderError extends AssertionError implements Told {

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

    /** It is the same whichever thread was first. */
    @Override
    public String likeness() {
        return order().key();
    }

    @Override
    public String toString() {
        return Lines.printed(this);
    }
}
