package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Places and objects get numbers in the order in which a run comes to them, anew in each. */
class PlacesTest {

    private final Places places = new Places();

    private static List<Object> objects(int count) {
        List<Object> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add(new Object());
        }
        return objects;
    }

    @Test
    void whatIsDifferentHasAnotherNumber() {
        Object one = new Object();
        Object two = new Object();
        assertThat(places.of(one, 5, Places.FIELD)).isEqualTo(0);
        assertThat(places.of(one, 6, Places.FIELD)).isEqualTo(1);
        assertThat(places.of(one, 5, Places.ELEMENT)).isEqualTo(2);
        assertThat(places.of(one, 5, Places.CONTENTS)).isEqualTo(3);
        assertThat(places.of(one, 5, Places.ORDER)).isEqualTo(4);
        assertThat(places.of(two, 5, Places.FIELD)).isEqualTo(5);
        assertThat(places.of(one, -5, Places.FIELD)).isEqualTo(6);
        assertThat(places.ofSite(5)).isEqualTo(7);
        assertThat(places.ofSite(-5)).isEqualTo(8);
        assertThat(places.count()).isEqualTo(9);
        assertThat(places.of(one, 5, Places.FIELD)).isEqualTo(0);
        assertThat(places.of(one, -5, Places.FIELD)).isEqualTo(6);
        assertThat(places.ofSite(-5)).isEqualTo(8);
        assertThat(places.count()).isEqualTo(9);
    }

    /** More than the tables have room for at first, and then again in the next run. */
    @Test
    void thousandsOfThem() {
        List<Object> objects = objects(3_000);
        for (int run = 0; run < 3; run++) {
            for (int i = 0; i < objects.size(); i++) {
                assertThat(places.numberOf(objects.get(i))).isEqualTo(i + 1);
                assertThat(places.of(objects.get(i), i, Places.FIELD)).isEqualTo(2 * i);
                assertThat(places.of(objects.get(i), i, Places.ORDER)).isEqualTo(2 * i + 1);
            }
            for (int i = objects.size() - 1; i >= 0; i--) {
                assertThat(places.numberOf(objects.get(i))).isEqualTo(i + 1);
                assertThat(places.of(objects.get(i), i, Places.ORDER)).isEqualTo(2 * i + 1);
            }
            assertThat(places.count()).isEqualTo(6_000);
            places.reset();
            assertThat(places.count()).isZero();
            objects = objects.reversed();
        }
    }

    @Test
    void objectsAreKnownByIdentity() {
        // They are equal.
        List<Integer> one = new ArrayList<>(List.of(1));
        List<Integer> two = new ArrayList<>(List.of(1));
        assertThat(places.numberOf(one)).isEqualTo(1);
        assertThat(places.numberOf(two)).isEqualTo(2);
        assertThat(places.numberOf(one)).isEqualTo(1);
        assertThat(places.anyObject(object -> object == two)).isTrue();
        assertThat(places.anyObject(object -> object == this)).isFalse();
        places.reset();
        assertThat(places.anyObject(object -> true)).isFalse();
        assertThat(places.numberOf(two)).isEqualTo(1);
        assertThat(places.numberOf(one)).isEqualTo(2);
    }

    @Test
    void allObjectsAreAsked() {
        List<Object> objects = objects(500);
        objects.forEach(places::numberOf);
        assertThat(objects).allMatch(one -> places.anyObject(object -> object == one));
        int[] asked = new int[1];
        places.anyObject(object -> asked[0]++ < 0);
        assertThat(asked[0]).isEqualTo(500);
    }

    @Test
    void tooManyPlacesHaveNone() {
        Object one = new Object();
        for (int i = 0; i < Places.MOST; i++) {
            int place = places.of(one, i, Places.FIELD);
            if (place != i) {
                assertThat(place).isEqualTo(i);
            }
        }
        assertThat(places.of(one, Places.MOST, Places.FIELD)).isEqualTo(-1);
        assertThat(places.of(one, 7, Places.FIELD)).as("known").isEqualTo(7);
        places.reset();
        assertThat(places.of(one, Places.MOST, Places.FIELD)).isEqualTo(0);
    }
}
