package dev.heddle.jqwik;

import dev.heddle.Schedule;
import dev.heddle.api.Internal;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

import java.util.Set;

/** Says what {@code @ForAll Schedule} is. jqwik finds it as a service. */
@Internal
public final class ScheduleProvider implements ArbitraryProvider {

    /** Called by jqwik. */
    public ScheduleProvider() {}

    @Override
    public boolean canProvideFor(TypeUsage targetType) {
        return targetType.isOfType(Schedule.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
        return Set.of(Schedules.any());
    }
}
