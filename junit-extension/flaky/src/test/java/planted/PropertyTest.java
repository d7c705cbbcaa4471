package planted;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Properties of jqwik, which draw their examples at random. */
class PropertyTest {

    @Property(tries = 5, edgeCases = EdgeCasesMode.NONE)
    @Expected("randomness-dependent")
    boolean holdsForMostNumbers(@ForAll int number) {
        return Math.floorMod(number, 16) != 3;
    }

    @Property(tries = 5)
    boolean holdsForAllNumbers(@ForAll int number) {
        return number + 1 - 1 == number;
    }
}
