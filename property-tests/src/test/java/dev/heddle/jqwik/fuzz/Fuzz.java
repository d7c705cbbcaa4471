package dev.heddle.jqwik.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** How much is tried: a little in each build, more with the system property {@code fuzz}. */
final class Fuzz {

    private static final int TIMES = Integer.getInteger("fuzz", 1);
    private static final long FIRST = Long.getLong("fuzz.first", 1);

    private static final String LETTERS = "abzAZ019-_=.,:+/[]{}\"\\ \n\u00e9\u0000";

    private Fuzz() {}

    /** Something to be tried with chance of its own. */
    @FunctionalInterface
    interface Trial {
        void run(SplittableRandom random, long number) throws Exception;
    }

    /** Tries it so many times, or as many times more as was asked for. */
    static void each(int count, Trial trial) throws Exception {
        for (long number = FIRST; number < FIRST + (long) count * TIMES; number++) {
            try {
                trial.run(new SplittableRandom(number), number);
            } catch (Throwable e) {
                throw new AssertionError("-Dfuzz.first=" + number + ": " + e.getMessage(), e);
            }
        }
    }

    /** A text that differs from one of these a little. */
    static String mutated(List<String> texts, SplittableRandom random) {
        StringBuilder text = new StringBuilder(texts.get(random.nextInt(texts.size())));
        int changes = random.nextInt(1, 4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length() + 1);
            char letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, letter);
                case 1 -> text.setLength(at);
                case 2 -> {
                    String other = texts.get(random.nextInt(texts.size()));
                    text.setLength(at);
                    text.append(other, Math.min(at, other.length()), other.length());
                }
                default -> {
                    if (at < text.length()) {
                        if (random.nextBoolean()) {
                            text.setCharAt(at, letter);
                        } else {
                            text.deleteCharAt(at);
                        }
                    }
                }
            }
        }
        return text.toString();
    }
}
