package dev.heddle.jqwik.campaign;

/**
 * The main class of a JVM that runs the programs of the numbers from the first down to the second,
 * and prints what was seen of each, and whether it was seen again.
 */
final class CampaignMain {

    private CampaignMain() {}

    public static void main(String[] arguments) {
        int last = Integer.parseInt(arguments[1]);
        for (int number = Integer.parseInt(arguments[0]); number >= last; number--) {
            Campaign.Recorded recorded = Campaign.record(number);
            String repeated = recorded.again().equals(recorded.once()) ? "" : " but not again";
            System.out.println(recorded.once().line(number) + repeated);
        }
    }
}
