package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/** A method reference to {@code hashCode()} means what it says, in a run and outside. */
class HashReferenceTest {

    private static void demandTheirs() {
        Set<String> set = Collections.synchronizedSet(new HashSet<>(Set.of("a")));
        IntSupplier ofSet = set::hashCode;
        Object object = List.of("x");
        IntSupplier ofObject = object::hashCode;
        ToIntFunction<Object> ofAny = Object::hashCode;
        assertThat(ofSet.getAsInt()).isEqualTo("a".hashCode());
        assertThat(ofObject.getAsInt()).isEqualTo(31 + "x".hashCode());
        assertThat(ofAny.applyAsInt("x")).isEqualTo("x".hashCode());
        Object plain = new Object();
        assertThat(ofAny.applyAsInt(plain)).isEqualTo(System.identityHashCode(plain));
    }

    @Test
    void inARun() {
        Heddle.explorer().schedules(2).explore(HashReferenceTest::demandTheirs).check();
    }

    @Test
    void outside() {
        Heddle.explorer().schedules(1).explore(() -> {}).check();
        demandTheirs();
    }
}
