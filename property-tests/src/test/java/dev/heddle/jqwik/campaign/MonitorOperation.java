package dev.heddle.jqwik.campaign;

/** Monitors: of the program's objects, of classes, and of objects of the JDK. */
enum MonitorOperation implements Operation {
    MONITOR(
            (scene, argument) -> {
                synchronized (scene.monitors[argument % 3]) {
                    return scene.cells[argument % 3]++;
                }
            }),
    /** In either order: two such threads may deadlock. */
    NESTED(
            (scene, argument) -> {
                int first = argument % 2;
                synchronized (scene.monitors[first]) {
                    scene.cells[first]++;
                    synchronized (scene.monitors[1 - first]) {
                        return scene.cells[1 - first]++;
                    }
                }
            }),
    CLASS_MONITOR(
            (scene, argument) -> {
                synchronized (Scene.class) {
                    return scene.cells[0] += argument;
                }
            }),
    WAIT(
            (scene, argument) -> {
                synchronized (scene.monitors[0]) {
                    scene.monitors[0].wait(1 + argument);
                    return scene.cells[0];
                }
            }),
    WAIT_FOR_CHANGE(
            (scene, argument) -> {
                synchronized (scene.monitors[0]) {
                    for (int tries = 0; scene.cells[0] == 0 && tries < 3; tries++) {
                        scene.monitors[0].wait(5);
                    }
                    return scene.cells[0];
                }
            }),
    /** Without a limit: for ever, if nobody notifies and the JVM gives no reason to return. */
    WAIT_FOR_EVER(
            (scene, argument) -> {
                synchronized (scene.monitors[argument % 2]) {
                    if (scene.cells[argument % 2] < 2) {
                        scene.monitors[argument % 2].wait();
                    }
                    return scene.cells[argument % 2];
                }
            }),
    NOTIFY(
            (scene, argument) -> {
                synchronized (scene.monitors[argument % 2]) {
                    scene.monitors[argument % 2].notify();
                    return scene.cells[0]++;
                }
            }),
    NOTIFY_ALL(
            (scene, argument) -> {
                synchronized (scene.monitors[argument % 2]) {
                    scene.monitors[argument % 2].notifyAll();
                    return scene.cells[0]++;
                }
            }),
    NOTIFY_WITHOUT(
            (scene, argument) -> {
                scene.monitors[2].notify();
                return null;
            }),
    VECTOR(
            (scene, argument) -> {
                scene.vector.add(argument);
                scene.vector.replaceAll(value -> value + scene.cells[0]++);
                return scene.vector.size() + scene.vector.toString();
            }),
    VECTOR_ITERATED(
            (scene, argument) -> {
                int sum = 0;
                for (int one : scene.vector) {
                    sum += one + scene.updated;
                }
                return sum;
            }),
    HASHTABLE(
            (scene, argument) ->
                    scene.table.computeIfAbsent(argument, key -> scene.cells[1]++)
                            + scene.table.toString()),
    STRING_BUFFER(
            (scene, argument) ->
                    scene.text.append(argument).length() + scene.text.reverse().toString()),
    SYNCHRONIZED_LIST(
            (scene, argument) -> {
                scene.guarded.add(argument);
                synchronized (scene.guarded) {
                    scene.cells[2]++;
                    return scene.guarded.toString();
                }
            }),
    /** Each takes the monitor of the other while it holds its own: may deadlock. */
    TABLE_AND_VECTOR(
            (scene, argument) -> {
                if (argument % 2 == 0) {
                    return scene.table.merge(0, 1, (old, one) -> old + scene.vector.size());
                }
                scene.vector.removeIf(value -> scene.table.size() > value);
                return scene.vector;
            });

    private final Action action;

    MonitorOperation(Action action) {
        this.action = action;
    }

    @Override
    public Object run(Scene scene, int argument) throws Exception {
        return String.valueOf(action.run(scene, argument));
    }
}
