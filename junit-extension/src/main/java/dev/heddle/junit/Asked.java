package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What is asked for of a test: by the annotation of its method, then by those of its class and of
 * the classes around it, then by configuration; else it is what is usual. Each attribute is looked
 * for by itself.
 */
final class Asked {

    /** The annotations, the innermost first. */
    private final List<Interleaved> annotations;

    private final Governing governing;
    private final Configuration configuration;

    /** What annotations and a configuration ask for. */
    Asked(Governing governing, Configuration configuration) {
        this.annotations = governing.interleaved();
        this.governing = governing;
        this.configuration = configuration;
    }

    /** What is asked for of the test that a context belongs to. */
    static Asked of(ExtensionContext context) {
        return new Asked(Governing.of(context), Configuration.of(context));
    }

    Configuration configuration() {
        return configuration;
    }

    /** Whether every interleaving is to be visited. */
    boolean isProof() {
        return governing.isProof();
    }

    /** A number that only a proof has. */
    long numberOfProof(String name, ToLongFunction<Exhaustive> attribute, long usual) {
        for (Exhaustive annotation : governing.exhaustive()) {
            long value = attribute.applyAsLong(annotation);
            if (value != Interleaved.UNSAID) {
                return value;
            }
        }
        return configuration.number(Setting.OF_A_PROOF + name, usual);
    }

    /** Yes or no, where only a proof asks. */
    boolean flagOfProof(String name, Function<Exhaustive, boolean[]> attribute) {
        for (Exhaustive annotation : governing.exhaustive()) {
            boolean[] value = attribute.apply(annotation);
            if (value.length > 0) {
                checkOne(name, value.length);
                return value[0];
            }
        }
        return configuration.flag(Setting.OF_A_PROOF + name, false);
    }

    /** A number; what an annotation has in place of one is either of two. */
    long number(String name, ToLongFunction<Interleaved> attribute, long usual) {
        for (Interleaved annotation : annotations) {
            long value = attribute.applyAsLong(annotation);
            if (value != Interleaved.UNSAID) {
                return value;
            }
        }
        return configuration.number(name, usual);
    }

    /** As above, for what is one of the smaller numbers. */
    int count(String name, ToLongFunction<Interleaved> attribute, int usual) {
        long value = number(name, attribute, usual);
        if (value != (int) value) {
            throw new IllegalArgumentException(
                    "%s must be at most %,d, but is %,d."
                            .formatted(name, Integer.MAX_VALUE, value));
        }
        return (int) value;
    }

    /** The seed; null where nothing was said of it. */
    @Nullable Long seed() {
        for (Interleaved annotation : annotations) {
            if (annotation.seed() != Interleaved.USUAL_SEED) {
                return annotation.seed();
            }
        }
        return null;
    }

    String text(String name, Function<Interleaved, String> attribute, String usual) {
        for (Interleaved annotation : annotations) {
            String value = attribute.apply(annotation);
            if (!value.isEmpty()) {
                return value;
            }
        }
        String configured = configuration.get(name);
        return configured == null ? usual : configured;
    }

    String[] texts(String name, Function<Interleaved, String[]> attribute) {
        String[] said = texts(attribute);
        return said.length > 0 ? said : configuration.list(name);
    }

    /** What only annotations say. */
    String[] texts(Function<Interleaved, String[]> attribute) {
        for (Interleaved annotation : annotations) {
            String[] value = attribute.apply(annotation);
            if (value.length > 0) {
                return value;
            }
        }
        return new String[0];
    }

    boolean flag(String name, Function<Interleaved, boolean[]> attribute, boolean usual) {
        for (Interleaved annotation : annotations) {
            boolean[] value = attribute.apply(annotation);
            if (value.length > 0) {
                checkOne(name, value.length);
                return value[0];
            }
        }
        return configuration.flag(name, usual);
    }

    <E extends Enum<E>> E constant(String name, Function<Interleaved, E[]> attribute, E usual) {
        for (Interleaved annotation : annotations) {
            E[] value = attribute.apply(annotation);
            if (value.length > 0) {
                checkOne(name, value.length);
                return value[0];
            }
        }
        return configuration.constant(name, usual);
    }

    private static void checkOne(String name, int values) {
        if (values > 1) {
            throw new IllegalArgumentException(
                    "%s must have one value, but has %d.".formatted(name, values));
        }
    }
}
