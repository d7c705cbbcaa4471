package dev.heddle.junit;

import org.junit.jupiter.api.extension.ExtensionContext.Store;

import java.util.Objects;
import java.util.function.Supplier;

/** What is kept for a test, or for a method, in a store of JUnit's. */
final class Kept {

    private Kept() {}

    /** The one of its class that is there, or else one that is made now. */
    // JUnit 5 has no other, and JUnit 6 has this one too, under both names.
    @SuppressWarnings("deprecation")
    static <T> T in(Store store, Class<T> type, Supplier<T> made) {
        return Objects.requireNonNull(store.getOrComputeIfAbsent(type, key -> made.get(), type));
    }
}
