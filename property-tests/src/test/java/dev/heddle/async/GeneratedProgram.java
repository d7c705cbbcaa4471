package dev.heddle.async;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Makes a program in the language of {@link Interpreter} from a number. A few tasks use one to
 * three shared objects, so that they meet; times are a few ticks, so that many things happen at the
 * same one; and much is cancelled, mostly what somebody waits in.
 */
final class GeneratedProgram {

    private static final int MOST_TASKS = 12;
    private static final int DEEPEST = 4;

    private final SplittableRandom random;
    private final boolean eager;

    private final Map<String, Object> objects = new LinkedHashMap<>();
    private final List<String> kinds;

    /** Names of tasks and gathered futures, of time-outs, groups and handles, so far. */
    private final List<String> tasks = new ArrayList<>();

    private final List<String> timeouts = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final List<String> handles = new ArrayList<>();

    private int names;

    /** How many operations may still be made. */
    private int budget;

    /** The object that the body being made is mostly about. */
    private String focus;

    private GeneratedProgram(long seed) {
        random = new SplittableRandom(seed);
        eager = chance(8);
        budget = random.nextInt(15, 70);
        kinds = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            create();
        }
        focus = anyObject();
    }

    static Map<String, Object> of(long seed) {
        return new GeneratedProgram(seed).program();
    }

    // --- chance
    // ----------------------------------------------------------------------------------

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    private <T> T pick(T... all) {
        return all[random.nextInt(all.length)];
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** What there is to choose from, each so many times. */
    private final class Menu {
        private final List<Supplier<Map<String, Object>>> dishes = new ArrayList<>();

        Menu add(int weight, Supplier<Map<String, Object>> dish) {
            for (int i = 0; i < weight; i++) {
                dishes.add(dish);
            }
            return this;
        }

        Menu addIf(boolean possible, int weight, Supplier<Map<String, Object>> dish) {
            return possible ? add(weight, dish) : this;
        }

        Map<String, Object> choose() {
            return pick(dishes).get();
        }
    }

    private long ticks() {
        return pick(0L, 0L, 1L, 1L, 1L, 2L, 2L, 3L, 4L);
    }

    private Long ticksOrNull() {
        return chance(12) ? null : Long.valueOf(ticks());
    }

    private long value() {
        return random.nextInt(6);
    }

    private String exception() {
        return pick(
                "E1",
                "E1",
                "E2",
                "E2",
                "E3",
                "TimeoutError",
                "CancelledError",
                "RuntimeError",
                "ValueError");
    }

    // --- the program
    // -----------------------------------------------------------------------------

    private Map<String, Object> program() {
        List<Object> main = new ArrayList<>();
        List<String> started = new ArrayList<>();
        int crew = random.nextInt(2, 6);
        for (int i = 0; i < crew; i++) {
            focus = anyObject();
            String name = fresh("t");
            List<Object> body = body(0, random.nextInt(1, 6));
            tasks.add(name);
            started.add(name);
            main.add(op("spawn", "as", name, "body", body));
            if (chance(15)) {
                main.add(guardedByAny(List.of(statement(1))));
            }
        }
        if (chance(70)) {
            String name = fresh("t");
            tasks.add(name);
            main.add(random.nextInt(main.size() + 1), op("spawn", "as", name, "body", rescue()));
        }
        if (chance(60)) {
            main.add(guardedByAny(burst()));
        }
        end(main, started);
        Map<String, Object> program = new LinkedHashMap<>();
        program.put("objects", objects);
        program.put("main", main);
        if (eager) {
            program.put("eager", true);
        }
        return program;
    }

    /** What the main task waits for last, and how. */
    private void end(List<Object> main, List<String> started) {
        List<Object> all = new ArrayList<>(started);
        switch (random.nextInt(6)) {
            case 0, 1 -> main.add(waitFor(all, null, "ALL_COMPLETED"));
            case 2 -> main.add(op("gather", "children", all, "return_exceptions", true));
            case 3 ->
                    main.add(
                            guarded(
                                    List.of(
                                            op(
                                                    "gather",
                                                    "children",
                                                    all,
                                                    "return_exceptions",
                                                    false))));
            case 4 -> {
                for (String name : started) {
                    main.add(guardedByAny(List.of(op("await", "target", name))));
                }
            }
            default -> main.add(sleep());
        }
        if (chance(40)) {
            main.add(guardedByAny(burst()));
            main.add(sleep());
        }
    }

    /** Lets go on, late, who may wait for something in vain. */
    private List<Object> rescue() {
        List<Object> body = new ArrayList<>();
        body.add(op("sleep", "d", (long) random.nextInt(1, 7)));
        for (String name : objects.keySet()) {
            body.add(
                    switch (kindOf(name)) {
                        case "event" -> op("event_set", "obj", name);
                        case "future" -> guarded(List.of(settle(name)));
                        case "condition" ->
                                op(
                                        "with",
                                        "obj",
                                        name,
                                        "body",
                                        List.of(
                                                op("add", "var", "x", "value", 3L),
                                                op("notify_all", "obj", name)));
                        case "barrier" -> op(pick("barrier_abort", "barrier_reset"), "obj", name);
                        case "lock", "semaphore", "bounded_semaphore" ->
                                guarded(List.of(op("release", "obj", name)));
                        default ->
                                chance(50)
                                        ? op("shutdown", "obj", name, "immediate", chance(50))
                                        : guarded(
                                                List.of(
                                                        op(
                                                                pick("get", "get_nowait"),
                                                                "obj",
                                                                name)));
                    });
        }
        return body;
    }

    private List<Object> body(int depth, int length) {
        List<Object> body = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            if (chance(12)) {
                body.addAll(burst());
            } else {
                body.add(statement(depth));
            }
        }
        if (chance(22)) {
            body.add(chance(60) ? op("return", "value", value()) : raise());
        }
        return body;
    }

    /** Some operations in one step, so that they come before who is woken by the first of them. */
    private List<Object> burst() {
        List<Object> all = new ArrayList<>();
        for (int i = random.nextInt(2, 5); i > 0; i--) {
            all.add(chance(35) ? cancel() : guardedOr(now(1)));
        }
        return all;
    }

    private Object guardedOr(Map<String, Object> op) {
        return chance(50) ? guarded(List.of(op)) : op;
    }

    // --- statements
    // ------------------------------------------------------------------------------

    private Map<String, Object> statement(int depth) {
        budget--;
        boolean deep = depth >= DEEPEST || budget < 0;
        boolean grows = !deep && tasks.size() < MOST_TASKS;
        return new Menu()
                .add(18, this::sleep)
                .add(34, () -> ofAnObject(depth))
                .add(14, () -> now(depth))
                .add(7, this::waitInTarget)
                .add(3, () -> waitFor(targets(), ticksOrNull(), until()))
                .add(2, () -> op("as_completed", "targets", targets(), "d", ticksOrNull()))
                .add(3, () -> op("to_thread", "as", fresh("j"), "do", inThread()))
                .addIf(grows, 5, () -> gather(depth))
                .addIf(grows, 6, () -> spawn(depth))
                .addIf(grows, 4, () -> ofNewCoroutine(depth))
                .addIf(!deep, 12, () -> guarded(body(depth + 1, random.nextInt(1, 4))))
                .addIf(!deep, 9, () -> timeout(depth))
                .addIf(grows && !eager, 9, () -> group(depth))
                .addIf(!deep, 2, () -> repeat(depth))
                .choose();
    }

    private Map<String, Object> sleep() {
        return op("sleep", "d", chance(3) ? -1L : ticks());
    }

    private Map<String, Object> raise() {
        return op("raise", "exc", exception());
    }

    private Map<String, Object> cancel() {
        return op("cancel", "target", chance(10) && !handles.isEmpty() ? pick(handles) : target());
    }

    private Map<String, Object> waitInTarget() {
        return switch (random.nextInt(6)) {
            case 0 -> op("shield", "target", target());
            case 1, 2 -> op("wait_for", "d", ticksOrNull(), "target", target());
            default -> op("await", "target", target());
        };
    }

    private static Map<String, Object> waitFor(List<Object> targets, Long d, String when) {
        return op("wait", "targets", targets, "d", d, "when", when);
    }

    private String until() {
        return pick("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED");
    }

    private Map<String, Object> spawn(int depth) {
        return child(depth, op("spawn"));
    }

    /** A coroutine under a shield, or a limit of time. */
    private Map<String, Object> ofNewCoroutine(int depth) {
        return child(depth, chance(30) ? op("shield") : op("wait_for", "d", ticksOrNull()));
    }

    private Map<String, Object> child(int depth, Map<String, Object> of) {
        String name = fresh("t");
        tasks.add(name);
        of.put("as", name);
        of.put("body", body(depth + 1, random.nextInt(1, 4)));
        return of;
    }

    private Map<String, Object> gather(int depth) {
        List<Object> children = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            children.add(chance(55) ? child(depth, new LinkedHashMap<>()) : target());
        }
        Map<String, Object> op =
                op("gather", "children", children, "return_exceptions", chance(40));
        if (chance(40)) {
            String name = fresh("g");
            tasks.add(name);
            op.put("as", name);
        }
        return op;
    }

    private Map<String, Object> timeout(int depth) {
        String name = fresh("l");
        timeouts.add(name);
        return op(
                "timeout",
                "d",
                ticksOrNull(),
                "as",
                name,
                "body",
                body(depth + 1, random.nextInt(1, 4)));
    }

    private Map<String, Object> group(int depth) {
        String name = fresh("n");
        groups.add(name);
        List<Object> body = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            body.add(child(depth + 1, op("tg_spawn", "group", name)));
            if (chance(25)) {
                body.add(statement(depth + 1));
            }
        }
        if (chance(30)) {
            body.add(chance(50) ? raise() : sleep());
        }
        return op("taskgroup", "as", name, "body", body);
    }

    private Map<String, Object> repeat(int depth) {
        return op(
                "repeat",
                "n",
                (long) random.nextInt(2, 4),
                "body",
                body(depth + 1, random.nextInt(1, 3)));
    }

    private Map<String, Object> guarded(List<?> body) {
        Map<String, Object> op = op("try", "body", body);
        List<Object> clauses = new ArrayList<>();
        for (int i = pick(0, 1, 1, 1, 2); i > 0; i--) {
            String match =
                    pick(
                            "Exception",
                            "Exception",
                            "Any",
                            "CancelledError",
                            "CancelledError",
                            "TimeoutError",
                            "Group",
                            "E1");
            Map<String, Object> clause = new LinkedHashMap<>();
            clause.put("match", match);
            clause.put("body", handler());
            if (chance(40)) {
                clause.put("reraise", true);
            }
            clauses.add(clause);
        }
        if (!clauses.isEmpty()) {
            op.put("except", clauses);
        }
        if (clauses.isEmpty() || chance(30)) {
            op.put("finally", handler());
        }
        return op;
    }

    /** So that the main task goes on whatever comes of it. */
    private static Map<String, Object> guardedByAny(List<?> body) {
        Map<String, Object> clause = new LinkedHashMap<>();
        clause.put("match", "Any");
        clause.put("body", List.of());
        return op("try", "body", body, "except", List.of(clause));
    }

    /** What cleans up, which may wait, be cancelled again, or fail; but it may not return. */
    private List<Object> handler() {
        List<Object> body = new ArrayList<>();
        for (int i = pick(0, 1, 1, 2); i > 0; i--) {
            body.add(
                    new Menu()
                            .add(4, this::sleep)
                            .add(3, this::log)
                            .add(2, () -> op("uncancel"))
                            .add(3, () -> now(DEEPEST))
                            .add(3, () -> ofAnObject(DEEPEST))
                            .add(1, this::waitInTarget)
                            .add(1, this::raise)
                            .choose());
        }
        return body;
    }

    // --- what can not suspend
    // --------------------------------------------------------------------

    private Map<String, Object> log() {
        return op("log", "value", fresh("m"));
    }

    /** One that may be a callback, too. */
    private Map<String, Object> now(int depth) {
        return new Menu()
                .add(3, this::log)
                .add(8, this::cancel)
                .add(12, this::nowOfAnObject)
                .add(1, () -> op("busy", "d", pick(1L, 1L, 2L)))
                .add(3, () -> op(pick("uncancel", "cancelling")))
                .add(2, () -> op(pick("uncancel", "cancelling"), "target", target()))
                .add(3, () -> op(pick("state", "state", "result"), "target", target()))
                .add(2, () -> op(pick("add", "set"), "var", "x", "value", value()))
                .add(1, () -> op("ctx_set", "var", "v", "value", value()))
                .add(1, () -> op("ctx_get", "var", "v"))
                .add(1, this::raise)
                .addIf(depth < DEEPEST, 8, () -> callback(depth))
                .addIf(depth < DEEPEST && tasks.size() < MOST_TASKS, 2, () -> spawn(DEEPEST - 1))
                .addIf(!timeouts.isEmpty(), 3, this::reschedule)
                .addIf(!groups.isEmpty() && tasks.size() < MOST_TASKS, 3, this::inGroup)
                .choose();
    }

    private Map<String, Object> reschedule() {
        return op("reschedule", "timeout", pick(timeouts), "d", ticksOrNull());
    }

    private Map<String, Object> inGroup() {
        return child(DEEPEST - 1, op("tg_spawn", "group", pick(groups)));
    }

    private Map<String, Object> callback(int depth) {
        Map<String, Object> what =
                switch (random.nextInt(8)) {
                    case 0, 1 -> op("call_soon");
                    case 2 -> op("call_soon_threadsafe");
                    case 3 -> op("call_at", "at", (long) random.nextInt(8));
                    case 4, 5 -> op("add_done_callback", "target", target());
                    default -> op("call_later", "d", ticks());
                };
        String name = fresh("h");
        if (!what.containsKey("target")) {
            handles.add(name);
        }
        what.put("as", name);
        what.put("do", now(depth + 2));
        return what;
    }

    /** What a thread does that may know nothing of the loop, but how to call something there. */
    private Map<String, Object> inThread() {
        return new Menu()
                .add(2, this::log)
                .add(1, () -> op("raise", "exc", pick("E1", "E2", "TimeoutError")))
                .add(1, () -> op("add", "var", "x", "value", value()))
                .add(1, () -> op("busy", "d", 1L))
                .add(1, () -> op("ctx_set", "var", "v", "value", value()))
                .add(1, () -> op("ctx_get", "var", "v"))
                .add(1, () -> op("call_soon_threadsafe", "as", fresh("h"), "do", now(DEEPEST)))
                .choose();
    }

    // --- shared objects
    // --------------------------------------------------------------------------

    private void create() {
        String kind =
                pick(
                        "lock",
                        "lock",
                        "semaphore",
                        "semaphore",
                        "bounded_semaphore",
                        "event",
                        "future",
                        "future",
                        "barrier",
                        "barrier",
                        "condition",
                        "condition",
                        "condition",
                        "queue",
                        "queue",
                        "lifo_queue",
                        "priority_queue");
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("kind", kind);
        switch (kind) {
            case "semaphore", "bounded_semaphore" -> object.put("value", pick(0L, 1L, 1L, 2L));
            case "barrier" -> object.put("parties", pick(1L, 2L, 2L, 2L, 3L));
            case "queue", "lifo_queue", "priority_queue" ->
                    object.put("maxsize", pick(0L, 1L, 1L, 2L));
            case "condition" -> {
                int lock = kinds.indexOf("lock");
                if (lock >= 0 && chance(50)) {
                    object.put("lock", List.copyOf(objects.keySet()).get(lock));
                }
            }
            default -> {}
        }
        kinds.add(kind);
        objects.put(fresh("o"), object);
    }

    private String anyObject() {
        return pick(List.copyOf(objects.keySet()));
    }

    private String kindOf(String object) {
        return (String) Objects.requireNonNull(((Map<?, ?>) objects.get(object)).get("kind"));
    }

    private String object() {
        return chance(75) ? focus : anyObject();
    }

    private Map<String, Object> settle(String future) {
        return new Menu()
                .add(3, () -> op("set_result", "obj", future, "value", value()))
                .add(1, () -> op("set_exception", "obj", future, "exc", pick("E1", "E2")))
                .add(1, () -> op("cancel", "target", future))
                .choose();
    }

    private Map<String, Object> nowOfAnObject() {
        String name = object();
        return switch (kindOf(name)) {
            case "lock", "semaphore", "bounded_semaphore" ->
                    op(pick("release", "release", "release", "locked"), "obj", name);
            case "condition" ->
                    new Menu()
                            .add(3, () -> op("notify", "obj", name, "n", pick(1L, 1L, 2L)))
                            .add(2, () -> op("notify_all", "obj", name))
                            .add(1, () -> op(pick("release", "locked"), "obj", name))
                            .choose();
            case "event" ->
                    op(pick("event_set", "event_set", "event_clear", "is_set"), "obj", name);
            case "future" -> settle(name);
            case "barrier" -> op("barrier_state", "obj", name);
            default ->
                    new Menu()
                            .add(4, () -> op("put_nowait", "obj", name, "value", value()))
                            .add(4, () -> op("get_nowait", "obj", name))
                            .add(2, () -> op(pick("task_done", "qsize"), "obj", name))
                            .add(1, () -> op("shutdown", "obj", name, "immediate", chance(50)))
                            .choose();
        };
    }

    private Map<String, Object> ofAnObject(int depth) {
        String name = object();
        return switch (kindOf(name)) {
            case "lock", "semaphore", "bounded_semaphore" ->
                    new Menu()
                            .add(6, () -> with(name, inside(depth, null)))
                            .add(2, () -> op("acquire", "obj", name))
                            .add(1, () -> op("release", "obj", name))
                            .choose();
            case "condition" ->
                    new Menu()
                            .add(6, () -> with(name, inside(depth, awaitCondition(name))))
                            .add(5, () -> with(name, inside(depth, notify(name))))
                            .add(1, () -> op("acquire", "obj", name))
                            .add(1, () -> awaitCondition(name))
                            .choose();
            case "event" ->
                    new Menu()
                            .add(4, () -> op("event_wait", "obj", name))
                            .add(2, this::nowOfAnObject)
                            .choose();
            case "future" ->
                    new Menu()
                            .add(3, () -> op("await", "target", name))
                            .add(2, () -> op("wait_for", "d", ticksOrNull(), "target", name))
                            .add(1, () -> op("shield", "target", name))
                            .add(2, () -> settle(name))
                            .choose();
            case "barrier" ->
                    new Menu()
                            .add(9, () -> op("barrier_wait", "obj", name))
                            .add(1, () -> op("barrier_abort", "obj", name))
                            .add(1, () -> op("barrier_reset", "obj", name))
                            .choose();
            default ->
                    new Menu()
                            .add(5, () -> op("put", "obj", name, "value", value()))
                            .add(5, () -> op("get", "obj", name))
                            .add(1, () -> op("join", "obj", name))
                            .add(1, () -> op("task_done", "obj", name))
                            .choose();
        };
    }

    private Map<String, Object> with(String lock, List<Object> body) {
        return op("with", "obj", lock, "body", body);
    }

    private List<Object> inside(int depth, Map<String, Object> last) {
        List<Object> body = new ArrayList<>();
        for (int i = pick(0, 0, 1, 1, 2); i > 0 || (body.isEmpty() && last == null); i--) {
            body.add(depth < DEEPEST ? statement(depth + 1) : sleep());
        }
        if (last != null) {
            body.add(random.nextInt(body.size() + 1), last);
        }
        return body;
    }

    private Map<String, Object> awaitCondition(String name) {
        return chance(65)
                ? op("cond_wait", "obj", name)
                : op("cond_wait_for", "obj", name, "var", "x", "ge", pick(1L, 2L, 3L));
    }

    private Map<String, Object> notify(String name) {
        return chance(60)
                ? op("notify", "obj", name, "n", pick(0L, 1L, 1L, 1L, 2L))
                : op("notify_all", "obj", name);
    }

    // --- names
    // -----------------------------------------------------------------------------------

    private String fresh(String prefix) {
        return prefix + ++names;
    }

    /** Mostly a task that was made lately, which still does something. */
    private String target() {
        int recent = Math.min(4, tasks.size());
        return switch (random.nextInt(12)) {
            case 0 -> "self";
            case 1 -> chance(20) ? "main" : anyObject();
            case 2, 3, 4 -> tasks.isEmpty() ? "main" : pick(tasks);
            default ->
                    tasks.isEmpty() ? "main" : tasks.get(tasks.size() - 1 - random.nextInt(recent));
        };
    }

    private List<Object> targets() {
        List<Object> all = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            all.add(target());
        }
        return all;
    }

    /** An operation; the rest are names and values. */
    private static Map<String, Object> op(String name, Object... fields) {
        Map<String, Object> op = new LinkedHashMap<>();
        op.put("op", name);
        for (int i = 0; i < fields.length; i += 2) {
            op.put((String) fields[i], fields[i + 1]);
        }
        return op;
    }
}
