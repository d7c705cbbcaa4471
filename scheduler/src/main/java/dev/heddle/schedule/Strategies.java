package dev.heddle.schedule;

import dev.heddle.kernel.HeddleException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The strategies that can be asked for by name. */
public final class Strategies {

    private static final Map<String, Supplier<Strategy>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("random", RandomWalk::new);
        BY_NAME.put("fifo", Fifo::new);
    }

    private Strategies() {}

    /** Whether this very strategy can be made again from its name: another's may have the same. */
    public static boolean canMake(Strategy strategy) {
        Supplier<Strategy> maker = BY_NAME.get(strategy.name());
        return maker != null && maker.get().getClass() == strategy.getClass();
    }

    /**
     * A new strategy of the given name.
     *
     * @throws HeddleException if there is none
     */
    public static Strategy named(String name) {
        Supplier<Strategy> maker = BY_NAME.get(name);
        if (maker == null) {
            throw new HeddleException(
                    "There is no strategy '%s'. There are: %s."
                            .formatted(name, String.join(", ", BY_NAME.keySet())));
        }
        return maker.get();
    }
}
