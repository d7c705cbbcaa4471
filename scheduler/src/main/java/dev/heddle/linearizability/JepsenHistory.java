package dev.heddle.linearizability;

import dev.heddle.api.API;
import dev.heddle.linearizability.Edn.Form;
import dev.heddle.linearizability.Edn.Keyword;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads histories that Jepsen and Knossos have written, as EDN: maps with {@code :process}, {@code
 * :type}, {@code :f} and {@code :value}, one after the other or in a vector, tagged or not.
 *
 * {@snippet :
 *     History history = JepsenHistory.reader().read(file);
 *     Checker.of(Models.casRegister(null)).check(history).check();
 * }
 *
 * <p>{@code :ok} ends an operation; after {@code :fail} it has not taken effect, and is left out;
 * after {@code :info} it is pending for ever, as is one that never ends. What is not done by a
 * process with a number, such as a nemesis, is left out.
 *
 * <p>By its {@code :f}, it is known what the {@code :value} of an operation means: those that look,
 * or take something out ({@code read}, {@code dequeue}, {@code take}...), have it as their result;
 * those that store have it as their argument, and return nothing; those with several arguments
 * ({@code cas}) have a vector of them, and {@code cas} returns {@code true}. {@link #operation}
 * says so of others.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class JepsenHistory {

    /** What an operation's values mean. */
    @FunctionalInterface
    public interface Meaning {
        /**
         * What was called, and what it came to.
         *
         * @param invoked the value with which it was called
         * @param returned the value with which it has returned; {@code null} also if it has not
         */
        Call of(@Nullable Object invoked, @Nullable Object returned);
    }

    /**
     * A call of an operation of a model.
     *
     * @param name of the operation
     * @param arguments what with
     * @param result what it has returned, if it has
     */
    public record Call(String name, List<@Nullable Object> arguments, @Nullable Object result) {
        /** Makes the arguments immutable. */
        public Call {
            arguments = Collections.unmodifiableList(Arrays.asList(arguments.toArray()));
        }
    }

    private static final Set<String> LOOKING =
            Set.of("read", "get", "dequeue", "deq", "poll", "take", "pop", "peek", "size", "drain");

    private static final Set<String> TXN = Set.of("txn", "transaction");

    private static final Map<String, String> USUAL_NAMES =
            Map.of("enq", "enqueue", "deq", "dequeue", "compare-and-set", "cas");

    private final Map<String, String> names;
    private final Map<String, Meaning> meanings;
    private final boolean independent;

    private JepsenHistory(
            Map<String, String> names, Map<String, Meaning> meanings, boolean independent) {
        this.names = names;
        this.meanings = meanings;
        this.independent = independent;
    }

    /** A reader with the usual meanings. */
    public static JepsenHistory reader() {
        return new JepsenHistory(USUAL_NAMES, Map.of(), false);
    }

    /** Takes the operation that is {@code :f} in the text for this one of the model. */
    public JepsenHistory named(String f, String name) {
        Map<String, String> more = new HashMap<>(names);
        more.put(Objects.requireNonNull(f, "f"), Objects.requireNonNull(name, "name"));
        return new JepsenHistory(Map.copyOf(more), meanings, independent);
    }

    /** Says what the values of an operation mean. */
    public JepsenHistory operation(String f, Meaning meaning) {
        Map<String, Meaning> more = new HashMap<>(meanings);
        more.put(Objects.requireNonNull(f, "f"), Objects.requireNonNull(meaning, "meaning"));
        return new JepsenHistory(names, Map.copyOf(more), independent);
    }

    /**
     * Takes values for pairs of a key and what is done with it, as Jepsen's independent tests write
     * them: the key is then the first argument, as {@link Models#map} has it.
     */
    public JepsenHistory independent() {
        return new JepsenHistory(names, meanings, true);
    }

    /**
     * Reads a file.
     *
     * @throws EdnException if it is not such a history
     * @throws UncheckedIOException if it can not be read
     */
    public History read(Path file) {
        try {
            return read(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("The history can not be read from " + file + ".", e);
        }
    }

    /**
     * Reads a text.
     *
     * @throws EdnException if it is not such a history
     */
    public History read(String text) {
        List<Form> forms = Edn.read(text);
        if (forms.size() == 1 && forms.getFirst().value() instanceof List<?> list) {
            int line = forms.getFirst().line();
            forms = list.stream().<Form>map(value -> new Form(value, line)).toList();
        }
        List<Operation> operations = new ArrayList<>();
        Map<Long, Begun> under = new LinkedHashMap<>();
        Set<Long> crashed = new LinkedHashSet<>();
        long now = 0;
        for (int i = 0; i < forms.size(); i++) {
            Entry entry = entry(forms.get(i), i);
            if (entry == null) {
                continue;
            }
            now++;
            long process = entry.process();
            Begun begun = under.remove(process);
            switch (entry.type()) {
                case "invoke" -> {
                    if (begun != null || crashed.contains(process)) {
                        throw entry.wrong(
                                "process %d calls :%s although its last operation has not ended"
                                        .formatted(process, entry.f()));
                    }
                    under.put(process, new Begun(entry, now));
                }
                case "ok" -> operations.add(ended(begun, entry, now));
                case "fail" -> checkBegun(begun, entry);
                case "info" -> {
                    checkBegun(begun, entry);
                    if (begun != null) {
                        operations.add(pending(begun));
                        crashed.add(process);
                    }
                }
                default ->
                        throw entry.wrong(
                                "the :type is :%s, but must be :invoke, :ok, :fail or :info"
                                        .formatted(entry.type()));
            }
        }
        under.values().forEach(begun -> operations.add(pending(begun)));
        return History.of(operations);
    }

    private record Begun(Entry entry, long time) {}

    private static void checkBegun(@Nullable Begun begun, Entry entry) {
        if (begun == null) {
            throw entry.wrong(
                    "process %d ends :%s, which it has not begun"
                            .formatted(entry.process(), entry.f()));
        }
        if (!begun.entry().f().equals(entry.f())) {
            throw entry.wrong(
                    "process %d ends :%s, but it was :%s that it has begun"
                            .formatted(entry.process(), entry.f(), begun.entry().f()));
        }
    }

    private Operation ended(@Nullable Begun begun, Entry entry, long now) {
        checkBegun(begun, entry);
        Begun call = Objects.requireNonNull(begun);
        return operation(call, entry, Operation.End.RETURNED, now);
    }

    private Operation pending(Begun begun) {
        return operation(begun, begun.entry(), Operation.End.PENDING, Operation.NEVER);
    }

    private Operation operation(Begun begun, Entry last, Operation.End end, long now) {
        Entry first = begun.entry();
        Meaning given = meanings.get(first.f());
        Object invoked = plain(first.value());
        Object returned = end == Operation.End.RETURNED ? plain(last.value()) : null;
        Call call = given == null ? usual(first, invoked, returned) : given.of(invoked, returned);
        return new Operation(
                "process " + first.process(),
                call.name(),
                call.arguments(),
                end,
                call.result(),
                begun.time(),
                now);
    }

    private Call usual(Entry entry, @Nullable Object invoked, @Nullable Object returned) {
        String name = names.getOrDefault(entry.f(), entry.f());
        if (!independent) {
            return usual(name, List.of(), invoked, returned);
        }
        if (!(invoked instanceof List<?> pair) || pair.size() != 2) {
            throw entry.wrong(
                    ":%s has the value %s, but in an independent history it must be a pair of a key"
                                    .formatted(entry.f(), Operation.text(invoked))
                            + " and a value");
        }
        Object result = returned instanceof List<?> two && two.size() == 2 ? two.get(1) : returned;
        return usual(name, Arrays.asList(pair.get(0)), pair.get(1), result);
    }

    private static Call usual(
            String name,
            List<? extends @Nullable Object> key,
            @Nullable Object invoked,
            @Nullable Object returned) {
        List<@Nullable Object> arguments = new ArrayList<>(key);
        if (TXN.contains(name)) {
            arguments.add(invoked);
            return new Call(name, arguments, returned);
        }
        if (invoked instanceof List<?> several && !LOOKING.contains(name)) {
            arguments.addAll(several);
        } else if (invoked != null && !LOOKING.contains(name)) {
            arguments.add(invoked);
        } else if (invoked != null && !invoked.equals(returned)) {
            arguments.add(invoked); // A key, and what is there.
        }
        Object result =
                LOOKING.contains(name) ? returned : name.equals("cas") ? (Object) true : null;
        return new Call(name, arguments, result);
    }

    /** A value without the notation's own types: keywords as text, {@code :x}. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Keyword keyword -> keyword.toString();
            case List<?> list -> {
                List<@Nullable Object> values = new ArrayList<>();
                list.forEach(one -> values.add(plain(one)));
                yield Collections.unmodifiableList(values);
            }
            case Set<?> set -> {
                Set<@Nullable Object> values = new LinkedHashSet<>();
                set.forEach(one -> values.add(plain(one)));
                yield Collections.unmodifiableSet(values);
            }
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
                map.forEach((key, one) -> values.put(plain(key), plain(one)));
                yield Collections.unmodifiableMap(values);
            }
            case null, default -> value;
        };
    }

    /** One line of a history. */
    private record Entry(
            long process, String type, String f, @Nullable Object value, int number, int line) {
        EdnException wrong(String what) {
            return new EdnException(
                    "This is not a history: in entry %,d, line %d, %s."
                            .formatted(number + 1, line, what));
        }
    }

    /** An entry; null if it is none of a client. */
    private static @Nullable Entry entry(Form form, int number) {
        Entry whole = new Entry(0, "", "", null, number, form.line());
        if (!(form.value() instanceof Map<?, ?> map)) {
            throw whole.wrong(
                    "there is %s, but each entry must be a map with :process, :type and :f"
                            .formatted(Operation.text(form.value())));
        }
        Object process = map.get(new Keyword("process"));
        if (process == null) {
            throw whole.wrong("there is no :process");
        }
        if (!(process instanceof Long id)) {
            if (process instanceof Number) {
                throw whole.wrong(
                        "the :process is %s, but must be a whole number that fits a long"
                                .formatted(process));
            }
            return null;
        }
        return new Entry(
                id,
                word(map, "type", whole),
                word(map, "f", whole),
                map.get(new Keyword("value")),
                number,
                form.line());
    }

    private static String word(Map<?, ?> map, String key, Entry whole) {
        return switch (map.get(new Keyword(key))) {
            case Keyword keyword -> keyword.name();
            case String string -> string;
            case null -> throw whole.wrong("there is no :" + key);
            default ->
                    throw whole.wrong(
                            "the :%s is %s, but must be a keyword"
                                    .formatted(key, Operation.text(map.get(new Keyword(key)))));
        };
    }
}
