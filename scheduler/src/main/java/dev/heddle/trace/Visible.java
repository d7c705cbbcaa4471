package dev.heddle.trace;

import dev.heddle.control.Sites;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Which of the steps of a run are of interest to who has written the program. */
final class Visible {

    private Visible() {}

    /**
     * Without what the JDK does by itself while the program has called it: of that, what comes
     * first on a line stands for all, and of what workers do between tasks that only which others
     * may wait for. What a test framework has the JDK do around the program is left out.
     */
    static List<Event> of(List<Event> events) {
        List<Event> visible = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            Event before = i == 0 ? null : events.get(i - 1);
            Event after = i + 1 == events.size() ? null : events.get(i + 1);
            boolean hidden =
                    event.isOfTheJdk()
                            && (event.isOfAFramework()
                                    || (event.isNowhere()
                                            ? isOf(event, after)
                                                    && !event.action().startsWith("completes")
                                            : isOf(event, before) && isSamePlace(event, before)));
            if (!hidden) {
                visible.add(event);
            }
        }
        return visible;
    }

    private static boolean isOf(Event event, @Nullable Event other) {
        return other != null && other.number == event.number;
    }

    private static boolean isSamePlace(Event event, @Nullable Event other) {
        Sites.Site place = event.place();
        Sites.Site there = other == null ? null : other.place();
        return place != null && there != null && place.location().equals(there.location());
    }
}
