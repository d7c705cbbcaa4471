package dev.heddle.detect;

import dev.heddle.api.API;
import dev.heddle.kernel.Lines;
import dev.heddle.kernel.Told;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** The program has a data race, and the run was asked to fail if so. */
@API(status = API.Status.STABLE, since = "0.1")
public final class DataRaceError extends AssertionError implements Told {

    private static final long serialVersionUID = 1;

    /** Names the race; in a run that would be too early. */
    private final transient Supplier<Race> names;

    private transient @Nullable Race race;

    DataRaceError(Supplier<Race> names) {
        this.names = names;
    }

    /** The race. */
    public Race race() {
        Race known = race;
        if (known == null) {
            known = names.get();
            race = known;
        }
        return known;
    }

    @Override
    public String getMessage() {
        return race().toString();
    }

    /** It is one race, in whatever order the accesses to that memory come, and of whichever two. */
    @Override
    public String likeness() {
        return race().what();
    }

    @Override
    public String toString() {
        return Lines.printed(this);
    }
}
