package dev.heddle.flaky;

/** What was found out about a test. */
enum Verdict {
    SCHEDULE("schedule-dependent", true, "the order in which threads happen to run decides"),
    TIME("time-dependent", true, "the clock decides, or how fast the machine is"),
    RANDOMNESS(
            "randomness-dependent", true, "random numbers, hash codes or the order of sets decide"),
    ORDER("order-dependent", true, "the tests that were run before it decide"),
    LEAKING("leaking", true, "it leaves something behind that other tests meet"),
    FAILS_ALWAYS("fails always", false, "it is broken rather than flaky"),
    UNCONTROLLED("uncontrolled", true, "something decides that Heddle has no hold of"),
    NOT_REPRODUCED("not reproduced", false, "it has not failed in any run"),
    SKIPPED("skipped", false, "it was not examined");

    private final String text;
    private final boolean flaky;
    private final String meaning;

    Verdict(String text, boolean flaky, String meaning) {
        this.text = text;
        this.flaky = flaky;
        this.meaning = meaning;
    }

    /** As it stands in reports. */
    String text() {
        return text;
    }

    /** Whether it is one that {@code failOn} looks at. */
    boolean isFlaky() {
        return flaky;
    }

    String meaning() {
        return meaning;
    }

    static Verdict of(String text) {
        for (Verdict verdict : values()) {
            if (verdict.text.equals(text)) {
                return verdict;
            }
        }
        throw new UsageException("There is no verdict '%s'.".formatted(text));
    }
}
