package dev.heddle.chance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Array;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the seed 7 draws. A token holds no more of that than its seed, so these numbers must be the
 * same in the next release, or its tokens are of no use there.
 */
class SeededNumbersTest {

    private enum Colour {
        RED,
        GREEN
    }

    private static final class Plain {}

    private static final class Other {}

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /** What a program has noted in one run, and in a second one of the same exploration. */
    private static List<String> noted(Noting program) {
        List<List<String>> runs = new ArrayList<>();
        Body body =
                () -> {
                    List<String> notes = new ArrayList<>();
                    runs.add(notes);
                    program.note(notes);
                };
        Heddle.explorer().seed(7).schedules(1).explore(body).check();
        Heddle.explorer().seed(7).schedules(1).explore(body).check();
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1)).as("again").isEqualTo(runs.get(0));
        return runs.get(0);
    }

    /** A program that writes down what it has drawn. */
    private interface Noting {
        void note(List<String> notes) throws Exception;
    }

    @Test
    void generators() {
        assertThat(
                        noted(
                                notes -> {
                                    for (int i = 0; i < 2; i++) {
                                        notes.add("random " + new Random().nextLong());
                                        notes.add("split " + new SplittableRandom().nextLong());
                                        notes.add("math " + Math.random());
                                        notes.add("uuid " + UUID.randomUUID());
                                    }
                                    List<Integer> cards = Arrays.asList(1, 2, 3, 4, 5, 6, 7);
                                    for (int i = 0; i < 2; i++) {
                                        Collections.shuffle(cards);
                                        notes.add("shuffled " + cards);
                                    }
                                    notes.add("set " + Set.of(1, 2, 3, 4, 5, 6, 7));
                                }))
                .containsExactly(
                        "random -8087666744821720584",
                        "split 1351009451702130182",
                        "math 0.9850426475395354",
                        "uuid e07c942e-ffeb-47d5-bf2e-810051bfc987",
                        "random -6247755264635678764",
                        "split -8641098220136287104",
                        "math 0.5185411665273508",
                        "uuid 834a9425-dc79-47e3-9664-b4b84ae87e7e",
                        "shuffled [3, 4, 6, 5, 2, 1, 7]",
                        "shuffled [7, 5, 2, 3, 4, 1, 6]",
                        "set [1, 2, 3, 4, 5, 6, 7]");
    }

    @Test
    void secureNumbers() {
        assertThat(
                        noted(
                                notes -> {
                                    SecureRandom one = new SecureRandom();
                                    SecureRandom two = new SecureRandom();
                                    for (SecureRandom by : List.of(one, two, one)) {
                                        byte[] bytes = new byte[11];
                                        by.nextBytes(bytes);
                                        notes.add(HexFormat.of().formatHex(bytes));
                                    }
                                }))
                .containsExactly(
                        "e07c942effebc7d53f2e81",
                        "ed4f0780a1768c1645c3c0",
                        "834a9425dc79e7e35664b4");
    }

    @Test
    void numbersOfThreads() {
        assertThat(
                        noted(
                                notes -> {
                                    for (int i = 0; i < 3; i++) {
                                        Thread thread =
                                                new Thread(
                                                        () -> {
                                                            for (int j = 0; j < 2; j++) {
                                                                notes.add(
                                                                        ""
                                                                                + ThreadLocalRandom
                                                                                        .current()
                                                                                        .nextLong());
                                                            }
                                                        });
                                        thread.start();
                                        thread.join();
                                    }
                                    notes.add("" + ThreadLocalRandom.current().nextInt(1_000));
                                }))
                .containsExactly(
                        "7251252190974764408",
                        "8578528550702593",
                        "-4588014994750169768",
                        "1583938144615740016",
                        "5983895182824722087",
                        "4502642448728736419",
                        "681");
    }

    @Test
    void hashCodes() {
        assertThat(
                        noted(
                                notes -> {
                                    for (int i = 0; i < 2; i++) {
                                        notes.add("plain " + new Plain().hashCode());
                                        notes.add("other " + new Other().hashCode());
                                    }
                                    notes.add("red " + Colour.RED.hashCode());
                                    notes.add("green " + Colour.GREEN.hashCode());
                                    notes.add("array " + System.identityHashCode(new int[1]));
                                    // More classes than the table has room for at first.
                                    int sum = 0;
                                    for (Class<?> base :
                                            List.of(int.class, long.class, Colour.class)) {
                                        Class<?> type = base;
                                        for (int depth = 1; depth < 100; depth++) {
                                            Object array = Array.newInstance(type, 0);
                                            sum = 31 * sum + array.hashCode();
                                            type = array.getClass();
                                        }
                                    }
                                    notes.add("arrays " + sum);
                                    notes.add("plain " + new Plain().hashCode());
                                }))
                .containsExactly(
                        "plain 1199694039",
                        "other 731845714",
                        "plain 1394681891",
                        "other 512613529",
                        "red 2106513155",
                        "green 1330236565",
                        "array 373482969",
                        "arrays -395625679",
                        "plain 958559396");
    }
}
