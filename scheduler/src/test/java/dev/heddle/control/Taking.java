package dev.heddle.control;

import dev.heddle.kernel.LiveFrames;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/** Takes the frames of who calls this, as hooks do, of which the frames are none of the program. */
public final class Taking {

    private Taking() {}

    /** Those of the calling thread, which has passed so many points. */
    public static Object @Nullable [] take(int points) {
        return LiveFrames.take(points);
    }

    /** Takes them whenever it is given a number of points. */
    public static Consumer<Integer> into(List<Object[]> all) {
        return new Consumer<>() {
            @Override
            public void accept(Integer points) {
                all.add(LiveFrames.take(points));
            }
        };
    }
}
