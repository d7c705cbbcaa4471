package dev.heddle.ablation;

import java.util.List;
import java.util.stream.Stream;

/** All that is switched off, each alone. Passes of the shrinker are by themselves: see its test. */
final class Ablations {

    static final List<Ablation> ALL =
            Stream.of(
                            DeadlockAblations.ALL,
                            DetectorAblations.ALL,
                            CoroutineAblations.ALL,
                            TaskAblations.ALL,
                            RaceAblations.ALL,
                            FairnessAblations.ALL,
                            StrategyAblations.ALL,
                            TimelineAblations.ALL)
                    .flatMap(List::stream)
                    .toList();

    private Ablations() {}
}
