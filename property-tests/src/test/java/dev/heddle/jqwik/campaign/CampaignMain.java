package dev.heddle.jqwik.campaign;

import dev.heddle.jqwik.campaign.Campaign.Recorded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The main class of a JVM that runs the programs of the numbers from the first to the second in an
 * order of its own, and prints what was seen of each, and whether it was seen again when the
 * program was run once more and, if asked for, by the token.
 */
final class CampaignMain {

    /** The order in which a JVM runs the programs. */
    enum Order {
        UPWARDS,
        DOWNWARDS,
        SHUFFLED;

        List<Integer> of(int first, int last) {
            List<Integer> numbers =
                    new ArrayList<>(IntStream.rangeClosed(first, last).boxed().toList());
            switch (this) {
                case UPWARDS -> {}
                case DOWNWARDS -> Collections.reverse(numbers);
                case SHUFFLED -> Collections.shuffle(numbers, new Random(last));
            }
            return numbers;
        }
    }

    private CampaignMain() {}

    public static void main(String[] arguments) {
        int first = Integer.parseInt(arguments[0]);
        int last = Integer.parseInt(arguments[1]);
        boolean replays = List.of(arguments).contains("replays");
        for (int number : Order.valueOf(arguments[2]).of(first, last)) {
            Recorded recorded = Campaign.record(number);
            String line = recorded.once().line(number);
            if (!recorded.again().equals(recorded.once())) {
                line += " but not again";
            }
            if (replays && !Campaign.replayed(number, recorded).equals(recorded.once())) {
                line += " but not replayed";
            }
            System.out.println(line);
        }
    }
}
