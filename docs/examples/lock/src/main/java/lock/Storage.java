package lock;

import java.util.ArrayList;
import java.util.List;

/**
 * What the lock is there for. A client that was slow may write when its lease is over; so storage
 * takes nothing from a lease that is older than one it has already seen.
 */
public final class Storage {

    private final boolean fenced;
    private final List<Long> writes = new ArrayList<>();

    public Storage(boolean fenced) {
        this.fenced = fenced;
    }

    public boolean write(long lease) {
        if (fenced && !writes.isEmpty() && lease < writes.getLast()) {
            return false;
        }
        writes.add(lease);
        return true;
    }

    /** The leases of all that was written, in that order. */
    public List<Long> writes() {
        return List.copyOf(writes);
    }
}
