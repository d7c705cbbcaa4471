package dev.heddle.detect;

/** The program has a data race, and the run was asked to fail if so. */
public final class DataRaceError extends AssertionError {

    private static final long serialVersionUID = 1;

    private final transient Race race;

    /** For a race. */
    public DataRaceError(Race race) {
        super(race.toString());
        this.race = race;
    }

    /** The race. */
    public Race race() {
        return race;
    }
}
