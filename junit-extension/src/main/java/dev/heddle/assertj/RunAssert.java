package dev.heddle.assertj;

import dev.heddle.api.API;
import dev.heddle.kernel.Mark;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * Assertions about one run, by the marks that its program has made.
 *
 * {@snippet :
 *     Thread mails = new Thread(shop::mail);
 *     mails.start();
 *     shop.save();
 *     mails.join();
 *     assertThatThisRun().inOrder("saved", "mailed").lasts(Duration.ZERO);
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public class RunAssert extends AbstractAssert<RunAssert, Run> {

    /** What replays it; null if nobody has said so. */
    @Nullable String token;

    /** About a run; see {@link HeddleAssertions#assertThat(Run)}. */
    public RunAssert(Run actual) {
        super(actual, RunAssert.class);
    }

    /** The run came to a mark with this name. */
    public RunAssert cameTo(String name) {
        isNotNull();
        if (marked(name).isEmpty()) {
            fail("Expecting the run to come to '%s'.".formatted(name));
        }
        return this;
    }

    /** The run came to no mark with this name. */
    public RunAssert neverCameTo(String name) {
        isNotNull();
        List<Mark> marked = marked(name);
        if (!marked.isEmpty()) {
            fail(
                    "Expecting the run never to come to '%s', but '%s' did."
                            .formatted(name, marked.getFirst().thread()));
        }
        return this;
    }

    /** The run came to marks with this name so many times. */
    public RunAssert cameTo(String name, int times) {
        isNotNull();
        int count = marked(name).size();
        if (count != times) {
            fail(
                    "Expecting the run to come to '%s' %,d times, but it did %,d times."
                            .formatted(name, times, count));
        }
        return this;
    }

    /** Both were marked, and the first one for the first time before the other was. */
    public RunAssert happenedBefore(String first, String then) {
        return holds(new Rule.Before(first, then));
    }

    /**
     * All of these were marked, each for the first time after the one before it, and none again
     * after a later one. Marks with other names may come in between.
     */
    public RunAssert inOrder(String... names) {
        return holds(new Rule.InOrder(HeddleAssertions.names(names)));
    }

    /** Both were begun, and never was a thread in the one while another thread was in the other. */
    public RunAssert neverOverlap(Span one, Span other) {
        return holds(new Rule.Apart(one, other));
    }

    /** It was begun, and never were two threads in it. */
    public RunAssert neverOverlaps(Span span) {
        return holds(new Rule.Apart(span, span));
    }

    /** It was begun, and took no more virtual time than this, each time. */
    public RunAssert lastsAtMost(Span span, Duration most) {
        return holds(new Rule.Lasts(span, most));
    }

    /** The run took exactly so much virtual time. */
    public RunAssert lasts(Duration time) {
        isNotNull();
        if (!actual.time().equals(time)) {
            fail(
                    "Expecting the run to take %s of virtual time, but it took %s."
                            .formatted(Rule.words(time), Rule.words(actual.time())));
        }
        return this;
    }

    /** The run took no more virtual time than this. */
    public RunAssert lastsAtMost(Duration most) {
        isNotNull();
        if (actual.time().compareTo(most) > 0) {
            fail(
                    "Expecting the run to take no more than %s of virtual time, but it took %s."
                            .formatted(Rule.words(most), Rule.words(actual.time())));
        }
        return this;
    }

    private List<Mark> marked(String name) {
        return actual.marks().stream().filter(mark -> mark.name().equals(name)).toList();
    }

    private RunAssert holds(Rule rule) {
        isNotNull();
        String broken = rule.broken(actual.marks(), actual.time());
        if (broken != null) {
            fail("Expecting: %s, but %s".formatted(rule.name(), broken));
        }
        String missing = rule.missing(actual.marks());
        if (missing != null) {
            fail("Expecting: %s, but the run never came to '%s'.".formatted(rule.name(), missing));
        }
        return this;
    }

    private void fail(String what) {
        String replay =
                token == null
                        ? ""
                        : "\nReplay it: @Replay(\"%1$s\"), or Heddle.replay(\"%1$s\", body)"
                                .formatted(token);
        failWithMessage("%s", what + "\n" + actual.described() + replay);
    }
}
