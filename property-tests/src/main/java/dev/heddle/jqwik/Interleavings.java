package dev.heddle.jqwik;

import dev.heddle.api.API;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All ways to merge sequences into one that keeps the order of each.
 *
 * {@snippet :
 *     List<String> orders = new ArrayList<>();
 *     Interleavings.<String>forEach(
 *             List.of(List.of("a", "b"), List.of("1")),
 *             order -> orders.add(String.join("", order)));
 *     assertThat(orders).containsExactlyInAnyOrder("ab1", "a1b", "1ab");
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Interleavings {

    /** More than so many are not listed. */
    public static final int MOST = 100_000;

    private Interleavings() {}

    /** How many there are. */
    public static BigInteger count(List<? extends List<?>> sequences) {
        BigInteger count = BigInteger.ONE;
        int length = 0;
        for (List<?> sequence : sequences) {
            for (int i = 1; i <= sequence.size(); i++) {
                // Stays whole: it is a binomial coefficient after each step.
                count = count.multiply(BigInteger.valueOf(++length)).divide(BigInteger.valueOf(i));
            }
        }
        return count;
    }

    /**
     * Hands on each of them.
     *
     * @throws IllegalArgumentException if there are more than {@value #MOST}
     */
    public static <T> void forEach(
            List<? extends List<? extends T>> sequences, Consumer<? super List<T>> consumer) {
        BigInteger count = count(sequences);
        if (count.compareTo(BigInteger.valueOf(MOST)) > 0) {
            throw new IllegalArgumentException(
                    "There are %,d interleavings, of which at most %,d are looked at: let there be fewer threads, or fewer actions in each."
                            .formatted(count, MOST));
        }
        merge(sequences, new int[sequences.size()], new ArrayList<>(), consumer);
    }

    private static <T> void merge(
            List<? extends List<? extends T>> sequences,
            int[] taken,
            List<T> merged,
            Consumer<? super List<T>> consumer) {
        boolean complete = true;
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] == sequences.get(i).size()) {
                continue;
            }
            complete = false;
            merged.add(sequences.get(i).get(taken[i]++));
            merge(sequences, taken, merged, consumer);
            merged.removeLast();
            taken[i]--;
        }
        if (complete) {
            consumer.accept(List.copyOf(merged));
        }
    }

    /** Any of them; the smaller is the one that takes more from the first sequences first. */
    public static <T> Arbitrary<List<T>> of(List<? extends List<? extends T>> sequences) {
        int length = sequences.stream().mapToInt(List::size).sum();
        return Arbitraries.integers()
                .between(0, Math.max(0, sequences.size() - 1))
                .list()
                .ofSize(length)
                .map(turns -> merged(sequences, turns));
    }

    /** Takes from the sequence whose turn it is, or from the first that is left after it. */
    private static <T> List<T> merged(
            List<? extends List<? extends T>> sequences, List<Integer> turns) {
        int[] taken = new int[sequences.size()];
        List<T> merged = new ArrayList<>();
        for (int turn : turns) {
            int from = turn;
            while (taken[from] == sequences.get(from).size()) {
                from = (from + 1) % taken.length;
            }
            merged.add(sequences.get(from).get(taken[from]++));
        }
        return merged;
    }
}
