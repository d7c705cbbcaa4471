package peers;

import org.jetbrains.lincheck.datastructures.Operation;

import java.util.concurrent.atomic.AtomicInteger;

/** A concurrent object, for those who check objects. */
public class Counter {

    private final AtomicInteger value = new AtomicInteger();

    @Operation
    public int increment() {
        return value.incrementAndGet();
    }

    @Operation
    public int get() {
        return value.get();
    }
}
