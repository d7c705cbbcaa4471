package dev.heddle.docs.bench;

import org.junit.jupiter.api.Test;

/** The test of a suite whose start-up is measured. */
class UsesAllClasses {

    @Test
    void usesAll() throws ReflectiveOperationException {
        ProgramOfManyClasses.useAll();
    }
}
