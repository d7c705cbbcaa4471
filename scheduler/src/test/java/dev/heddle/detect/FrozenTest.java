package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** Which objects final fields lead to, of which constructors, and since when. */
class FrozenTest {

    private static class Holder {
        final @Nullable Object held;
        @Nullable Object other;
        final int number = 7;

        Holder(@Nullable Object held) {
            this.held = held;
        }
    }

    private static final class Derived extends Holder {
        Derived(Object held) {
            super(held);
        }
    }

    private static final class Shared {
        static final Object ONE = new Object();
    }

    /** A library's, as far as its name goes: nobody looks into it. */
    private static final Object OF_THE_JDK = List.of(Shared.ONE);

    private final Frozen frozen = new Frozen();
    private final Object object = new Object();

    private boolean leads(Object from) {
        frozen.reset();
        frozen.add(from, Stamp.of(1, 5));
        boolean leads = frozen.leadTo(object, Stamp.of(1, 5));
        Reference.reachabilityFence(from);
        return leads;
    }

    @Test
    void finalFieldsLeadToIt() {
        assertThat(leads(new Holder(object))).isTrue();
        assertThat(leads(new Holder(new Object()))).isFalse();
        assertThat(leads(new Holder(null))).isFalse();
        assertThat(leads(new Derived(object))).as("an inherited one").isTrue();
        Holder by = new Holder(null);
        by.other = object;
        assertThat(leads(by)).as("a field that is not final").isFalse();
    }

    @Test
    void staticFieldsAndThoseOfTheJdkDoNot() {
        frozen.add(new Shared(), Stamp.of(1, 5));
        assertThat(frozen.leadTo(Shared.ONE, Stamp.of(1, 5))).isFalse();
        Holder holder = new Holder(OF_THE_JDK);
        frozen.add(holder, Stamp.of(1, 5));
        assertThat(frozen.leadTo(Shared.ONE, Stamp.of(1, 5))).isFalse();
        assertThat(frozen.leadTo(OF_THE_JDK, Stamp.of(1, 5))).isTrue();
        Reference.reachabilityFence(holder);
    }

    @Test
    void asFarAsItIsLookedFor() {
        assertThat(leads(new Holder(new Holder(object)))).as("two fields away").isTrue();
        assertThat(leads(new Holder(new Holder(new Holder(object))))).as("three").isFalse();
        assertThat(leads(new Holder(new Object[] {null, object}))).as("an element").isTrue();
        assertThat(leads(new Holder(new Object[] {null, new Object()}))).isFalse();
        assertThat(leads(new Holder(new Object[][] {null, {object}}))).as("of two").isTrue();
        assertThat(leads(new Holder(new Object[][][] {{{object}}}))).as("of three").isFalse();
        assertThat(leads(new Holder(new int[] {1}))).isFalse();
    }

    @Test
    void onlyWhatTheSameFiberHasMadeLater() {
        Holder holder = new Holder(object);
        frozen.add(holder, Stamp.of(1, 5));
        assertThat(frozen.leadTo(object, Stamp.of(1, 4))).isTrue();
        assertThat(frozen.leadTo(object, Stamp.of(1, 6))).as("written afterwards").isFalse();
        assertThat(frozen.leadTo(object, Stamp.of(0, 4))).as("by another fiber").isFalse();
        assertThat(frozen.leadTo(object, Stamp.of(2, 4))).as("by another fiber").isFalse();
        frozen.reset();
        assertThat(frozen.leadTo(object, Stamp.of(1, 4))).as("in another run").isFalse();
        assertThat(frozen.any(made -> made == holder)).isFalse();
    }

    @Test
    void anyOfThemIsAsked() {
        List<Holder> made = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            made.add(new Holder(i == 150 ? object : null));
            frozen.add(made.getLast(), Stamp.of(1, i));
        }
        assertThat(made).allMatch(one -> frozen.any(it -> it == one));
        assertThat(frozen.any(it -> false)).isFalse();
        assertThat(frozen.leadTo(object, Stamp.of(1, 150))).isTrue();
        assertThat(frozen.leadTo(object, Stamp.of(1, 151))).isFalse();
    }

    /** What a program has lost is not kept; with too much of the rest nothing is said any more. */
    @Test
    void whenThereAreTooMany() {
        int most = 1 << 16;
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            kept.add(new Holder(null));
            frozen.add(kept.getLast(), Stamp.of(1, 1));
        }
        assertThat(frozen.leadTo(object, Stamp.of(1, 1))).isFalse();
        frozen.add(new Holder(object), Stamp.of(1, 1));
        assertThat(frozen.leadTo(new Object(), Stamp.of(1, 1))).as("it may be so").isTrue();
        frozen.reset();
        assertThat(frozen.leadTo(object, Stamp.of(1, 1))).isFalse();
        Holder holder = new Holder(object);
        frozen.add(holder, Stamp.of(1, 1));
        assertThat(frozen.leadTo(object, Stamp.of(1, 1))).isTrue();
        Reference.reachabilityFence(kept);
        Reference.reachabilityFence(holder);
    }

    @Test
    void roomForThoseThatWereLost() {
        Holder first = new Holder(object);
        frozen.add(first, Stamp.of(1, 3));
        List<Object> all = new ArrayList<>();
        for (int i = 1; i < 1 << 16; i++) {
            all.add(new Holder(null));
            frozen.add(all.getLast(), Stamp.of(1, 1));
        }
        all.clear();
        System.gc();
        Object other = new Object();
        Holder last = new Holder(other);
        frozen.add(last, Stamp.of(1, 9));
        assertThat(frozen.leadTo(object, Stamp.of(1, 3))).isTrue();
        assertThat(frozen.leadTo(object, Stamp.of(1, 4))).isFalse();
        assertThat(frozen.leadTo(other, Stamp.of(1, 9))).isTrue();
        assertThat(frozen.leadTo(other, Stamp.of(1, 10))).isFalse();
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(last);
    }
}
