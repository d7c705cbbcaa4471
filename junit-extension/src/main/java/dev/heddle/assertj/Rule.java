package dev.heddle.assertj;

import dev.heddle.kernel.Mark;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What is to be so about the marks of a run: of the whole run, or, while it goes on, of those until
 * now. What is broken stays broken.
 */
sealed interface Rule {

    /** What is to be so, as the name of a property. */
    String name();

    /** How it is broken, as a sentence; null if it is not. */
    @Nullable String broken(List<Mark> marks, Duration now);

    /** Which mark is missing for it to say anything of the run; null if none is. */
    @Nullable String missing(List<Mark> marks);

    static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static int firstOf(String name, List<Mark> marks) {
        for (int i = 0; i < marks.size(); i++) {
            if (marks.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String missing(List<String> names, List<Mark> marks) {
        return names.stream().filter(name -> firstOf(name, marks) < 0).findFirst().orElse(null);
    }

    private static String told(Mark mark) {
        return "'%s' of '%s'".formatted(mark.name(), mark.thread());
    }

    /** One has been marked before the other is. */
    record Before(String first, String then) implements Rule {

        @Override
        public String name() {
            return "'" + first + "' happened before '" + then + "'";
        }

        @Override
        public @Nullable String broken(List<Mark> marks, Duration now) {
            int before = firstOf(first, marks);
            int after = firstOf(then, marks);
            return after < 0 || (before >= 0 && before < after)
                    ? null
                    : "%s came before any '%s'.".formatted(told(marks.get(after)), first);
        }

        @Override
        public @Nullable String missing(List<Mark> marks) {
            return Rule.missing(List.of(first, then), marks);
        }
    }

    /** Each comes when all before it have, and none comes again after a later one. */
    record InOrder(List<String> names) implements Rule {

        @Override
        public String name() {
            return "'" + String.join("', then '", names) + "'";
        }

        @Override
        public @Nullable String broken(List<Mark> marks, Duration now) {
            int at = -1; // Up to which of the names all have come.
            for (Mark mark : marks) {
                int which = names.indexOf(mark.name());
                if (which < 0 || which == at) {
                    continue;
                }
                if (which < at) {
                    return "%s came after '%s'.".formatted(told(mark), names.get(at));
                }
                if (which > at + 1) {
                    return "%s came before any '%s'.".formatted(told(mark), names.get(at + 1));
                }
                at = which;
            }
            return null;
        }

        @Override
        public @Nullable String missing(List<Mark> marks) {
            return Rule.missing(names, marks);
        }
    }

    /** No thread is in the one while another thread is in the other. */
    record Apart(Span one, Span other) implements Rule {

        @Override
        public String name() {
            return one.equals(other)
                    ? "one thread at a time " + one
                    : one + " never overlaps " + other;
        }

        @Override
        public @Nullable String broken(List<Mark> marks, Duration now) {
            List<Span.Seen> others = other.in(marks);
            for (Span.Seen seen : one.in(marks)) {
                for (Span.Seen there : others) {
                    if (seen.overlaps(there)) {
                        boolean isFirst = seen.from() < there.from();
                        return "%s came while '%s' was between '%s' and '%s'."
                                .formatted(
                                        told((isFirst ? there : seen).began()),
                                        (isFirst ? seen : there).began().thread(),
                                        (isFirst ? one : other).begin(),
                                        (isFirst ? one : other).end());
                    }
                }
            }
            return null;
        }

        @Override
        public @Nullable String missing(List<Mark> marks) {
            return Rule.missing(List.of(one.begin(), other.begin()), marks);
        }
    }

    /** Whatever goes on there takes no more virtual time than this. */
    record Lasts(Span span, Duration most) implements Rule {

        @Override
        public String name() {
            return "no more than " + words(most) + " " + span;
        }

        @Override
        public @Nullable String broken(List<Mark> marks, Duration now) {
            for (Span.Seen seen : span.in(marks)) {
                Duration end = seen.to() == marks.size() ? now : marks.get(seen.to()).time();
                Duration took = end.minus(seen.began().time());
                if (took.compareTo(most) > 0) {
                    return "'%s' took %s%s."
                            .formatted(
                                    seen.began().thread(),
                                    words(took),
                                    seen.to() == marks.size() ? ", and has not ended" : "");
                }
            }
            return null;
        }

        @Override
        public @Nullable String missing(List<Mark> marks) {
            return Rule.missing(List.of(span.begin()), marks);
        }
    }
}
