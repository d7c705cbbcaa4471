package dev.heddle.linearizability;

import dev.heddle.linearizability.Scenario.Call;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes scenarios at random, small ones first, and smaller ones of one that fails. */
final class Scenarios {

    /** So many are made until they are as large as they may be. */
    private static final int SMALL = 20;

    private final List<? extends Invocation<?>> operations;
    private final int mostThreads;
    private final int mostOperations;
    private final int mostBefore;
    private final int mostAfter;

    Scenarios(
            List<? extends Invocation<?>> operations,
            int mostThreads,
            int mostOperations,
            int mostBefore,
            int mostAfter) {
        this.operations = operations;
        this.mostThreads = mostThreads;
        this.mostOperations = mostOperations;
        this.mostBefore = mostBefore;
        this.mostAfter = mostAfter;
    }

    /** The scenario with this number: the same for the same seed. */
    Scenario make(long seed, int number) {
        SplittableRandom random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
        int most = Math.min(mostOperations, 2 + number * mostOperations / SMALL);
        int threads = number == 0 ? 2 : 2 + random.nextInt(mostThreads - 1);
        List<List<Call>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(calls(random, 1 + random.nextInt(most)));
        }
        return new Scenario(
                calls(random, random.nextInt(mostBefore + 1)),
                all,
                calls(random, random.nextInt(mostAfter + 1)));
    }

    private List<Call> calls(SplittableRandom random, int count) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Invocation<?> operation = operations.get(random.nextInt(operations.size()));
            List<@Nullable Object> arguments = new ArrayList<>();
            for (Arguments<?> one : operation.arguments()) {
                arguments.add(one.get(random.nextInt(one.size())));
            }
            calls.add(new Call(operation.name(), arguments));
        }
        return calls;
    }

    /**
     * What is smaller than a scenario by one thing: first those without a thread, then those
     * without an operation, then those with a simpler argument.
     */
    List<Scenario> smaller(Scenario scenario) {
        List<Scenario> smaller = new ArrayList<>();
        List<List<Call>> parts = parts(scenario);
        if (scenario.threads().size() > 1) {
            for (int i = 1; i < parts.size() - 1; i++) {
                List<List<Call>> fewer = new ArrayList<>(parts);
                fewer.remove(i);
                smaller.add(scenario(fewer));
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < parts.get(i).size(); j++) {
                List<Call> fewer = new ArrayList<>(parts.get(i));
                fewer.remove(j);
                if (!fewer.isEmpty() || i == 0 || i == parts.size() - 1) {
                    smaller.add(with(parts, i, fewer));
                }
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < parts.get(i).size(); j++) {
                for (Call simpler : simpler(parts.get(i).get(j))) {
                    List<Call> changed = new ArrayList<>(parts.get(i));
                    changed.set(j, simpler);
                    smaller.add(with(parts, i, changed));
                }
            }
        }
        return smaller;
    }

    private List<Call> simpler(Call call) {
        List<Call> simpler = new ArrayList<>();
        Invocation<?> operation = of(call);
        for (int i = 0; operation != null && i < call.arguments().size(); i++) {
            Arguments<?> values = operation.arguments().get(i);
            int index = values.indexOf(call.arguments().get(i));
            if (index > 0) {
                List<@Nullable Object> arguments = new ArrayList<>(call.arguments());
                arguments.set(i, values.get(0));
                simpler.add(new Call(call.operation(), arguments));
                if (index > 1) {
                    List<@Nullable Object> less = new ArrayList<>(call.arguments());
                    less.set(i, values.get(index - 1));
                    simpler.add(new Call(call.operation(), less));
                }
            }
        }
        return simpler;
    }

    private static List<List<Call>> parts(Scenario scenario) {
        List<List<Call>> parts = new ArrayList<>();
        parts.add(scenario.before());
        parts.addAll(scenario.threads());
        parts.add(scenario.after());
        return parts;
    }

    private static Scenario with(List<List<Call>> parts, int index, List<Call> part) {
        List<List<Call>> changed = new ArrayList<>(parts);
        changed.set(index, part);
        return scenario(changed);
    }

    private static Scenario scenario(List<List<Call>> parts) {
        return new Scenario(parts.getFirst(), parts.subList(1, parts.size() - 1), parts.getLast());
    }

    private @Nullable Invocation<?> of(Call call) {
        for (Invocation<?> operation : operations) {
            if (operation.name().equals(call.operation())
                    && operation.arguments().size() == call.arguments().size()) {
                return operation;
            }
        }
        return null;
    }

    // --- as text ---------------------------------------------------------------------------------

    /** A scenario in a few letters; null if it has an argument that is none of the known ones. */
    @Nullable String code(Scenario scenario) {
        List<String> parts = new ArrayList<>();
        for (List<Call> part : parts(scenario)) {
            List<String> calls = new ArrayList<>();
            for (Call call : part) {
                Invocation<?> operation = of(call);
                if (operation == null) {
                    return null;
                }
                StringBuilder text = new StringBuilder().append(operations.indexOf(operation));
                for (int i = 0; i < call.arguments().size(); i++) {
                    int index = operation.arguments().get(i).indexOf(call.arguments().get(i));
                    if (index < 0) {
                        return null;
                    }
                    text.append('.').append(index);
                }
                calls.add(text.toString());
            }
            parts.add(String.join(",", calls));
        }
        return String.join("/", parts);
    }

    /** The scenario of a code; null if it is none of these operations. */
    @Nullable Scenario decode(String code) {
        List<List<Call>> parts = new ArrayList<>();
        try {
            for (String part : code.split("/", -1)) {
                List<Call> calls = new ArrayList<>();
                for (String text : part.isEmpty() ? new String[0] : part.split(",", -1)) {
                    String[] numbers = text.split("\\.", -1);
                    Invocation<?> operation = operations.get(Integer.parseInt(numbers[0]));
                    if (numbers.length - 1 != operation.arguments().size()) {
                        return null;
                    }
                    List<@Nullable Object> arguments = new ArrayList<>();
                    for (int i = 1; i < numbers.length; i++) {
                        Arguments<?> values = operation.arguments().get(i - 1);
                        int index = Integer.parseInt(numbers[i]);
                        if (index < 0 || index >= values.size()) {
                            return null;
                        }
                        arguments.add(values.get(index));
                    }
                    calls.add(new Call(operation.name(), arguments));
                }
                parts.add(calls);
            }
            return parts.size() < 3 ? null : scenario(parts);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return null;
        }
    }
}
