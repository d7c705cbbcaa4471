package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Supplier;

/** What is said of races and of locks in different orders. */
class RaceTest {

    private static final List<StackTraceElement> STACK =
            List.of(new StackTraceElement("X", "run", "X.java", 3));

    private static Race.Access access(String thread, int site) {
        return new Race.Access(thread, "writes X.value", "at X.java:" + site, site, 40);
    }

    private final Race race = new Race("X.value", access("a", 7), access("b", 3));

    @Test
    void itIsKnownByItsPlaces() {
        assertThat(race.key()).isEqualTo("X.value 3 7");
        assertThat(new Race("X.value", access("b", 3), access("a", 7)).key()).isEqualTo(race.key());
        assertThat(race)
                .hasToString(
                        "Data race on X.value: 'a' writes X.value at X.java:7, and 'b' writes"
                                + " X.value at X.java:3, with nothing that orders one before the"
                                + " other.");
    }

    @Test
    void whatIsMissing() {
        String nothing =
                "Nothing orders them: no lock, volatile field, start or join leads from the first"
                        + " to the second";
        assertThat(race.missing()).isEqualTo(nothing + ".");
        Race.Access seen = access("a", 7).seen(STACK, List.of());
        assertThat(seen.stack()).isEqualTo(STACK);
        assertThat(new Race("X.value", seen, access("b", 3)).missing()).isEqualTo(nothing + ".");
        assertThat(new Race("X.value", access("b", 3), seen).missing()).isEqualTo(nothing + ".");
        assertThat(new Race("X.value", seen, seen).missing())
                .isEqualTo(nothing + ", and neither thread held a lock.");
        Race.Access locked = access("b", 3).seen(STACK, List.of("one", "two"));
        assertThat(new Race("X.value", seen, locked).missing())
                .isEqualTo(nothing + ". Of locks, 'a' held none, and 'b' held one, two.");
        assertThat(new Race("X.value", locked, seen).missing())
                .isEqualTo(nothing + ". Of locks, 'b' held one, two, and 'a' held none.");
    }

    /** They are named only when somebody asks, and once. */
    @Test
    void errorsAreNamedWhenAskedFor() {
        int[] named = new int[1];
        DataRaceError error =
                new DataRaceError(
                        () -> {
                            named[0]++;
                            return race;
                        });
        assertThat(named[0]).isZero();
        assertThat(error.race()).isSameAs(race);
        assertThat(error.race()).isSameAs(race);
        assertThat(named[0]).isEqualTo(1);
        assertThat(error).hasMessage(race.toString());
        assertThat(error.likeness()).isEqualTo("X.value");
        assertThat(error.toString().replaceAll("\\s+", " "))
                .contains("DataRaceError", race.toString());
    }

    @Test
    void ordersAreKnownByTheirPlaces() {
        LockOrder.Step one = new LockOrder.Step("a", "X #1", "at 1", "Y #2", "at 2");
        LockOrder.Step two = new LockOrder.Step("b", "Y #2", "at 3", "X #1", "at 4");
        LockOrder order = new LockOrder(List.of(two, one));
        assertThat(order.key()).isEqualTo("at 1 at 2, at 3 at 4");
        assertThat(order)
                .hasToString(
                        "Locks in different orders, so another schedule may end in a deadlock: 'b'"
                            + " takes Y #2 at 3 and then X #1 at 4; 'a' takes X #1 at 1 and then Y"
                            + " #2 at 2.");
        int[] named = new int[1];
        Supplier<LockOrder> names =
                () -> {
                    named[0]++;
                    return order;
                };
        LockOrderError error = new LockOrderError(names);
        assertThat(error.order()).isSameAs(order);
        assertThat(error.order()).isSameAs(order);
        assertThat(named[0]).isEqualTo(1);
        assertThat(error).hasMessage(order.toString());
        assertThat(error.likeness()).isEqualTo(order.key());
        assertThat(error.toString().replaceAll("\\s+", " "))
                .contains("LockOrderError", order.toString());
    }
}
