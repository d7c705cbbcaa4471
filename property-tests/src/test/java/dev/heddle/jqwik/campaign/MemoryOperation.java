package dev.heddle.jqwik.campaign;

import java.util.concurrent.ConcurrentHashMap;

/** What threads do to shared memory: fields, atomics and collections. */
enum MemoryOperation implements Operation {
    ADD((scene, argument) -> scene.cells[argument % 3]++),
    ADD_TWO(
            (scene, argument) -> {
                int seen = scene.cells[0];
                scene.cells[1] = seen + argument;
                return seen;
            }),
    VOLATILE((scene, argument) -> scene.updated++),
    ATOMIC((scene, argument) -> scene.atomic.incrementAndGet()),
    COMPARE_AND_SET((scene, argument) -> scene.atomic.compareAndSet(argument % 3, argument)),
    UPDATE((scene, argument) -> scene.atomic.updateAndGet(value -> value * 3 + argument)),
    ATOMIC_ARRAY((scene, argument) -> scene.array.addAndGet(argument % 3, argument)),
    ATOMIC_STAMPED(
            (scene, argument) -> {
                int[] stamp = new int[1];
                String value = scene.stamped.get(stamp);
                boolean set =
                        scene.stamped.compareAndSet(value, value + "b", stamp[0], stamp[0] + 1);
                return set + value;
            }),
    FIELD_UPDATER((scene, argument) -> Scene.UPDATED.getAndAdd(scene, argument)),
    VAR_HANDLE(
            (scene, argument) ->
                    switch (argument) {
                        case 0 -> (int) Scene.HANDLED.getAndAdd(scene, 1);
                        case 1 -> Scene.HANDLED.compareAndSet(scene, 1, 2);
                        case 2 -> Scene.HANDLED.weakCompareAndSetPlain(scene, 2, 3);
                        case 3 -> (int) Scene.HANDLED.getOpaque(scene);
                        case 4 -> (int) Scene.HANDLED.getAcquire(scene);
                        case 5 -> (int) Scene.HANDLED.getAndBitwiseOr(scene, 4);
                        case 6 -> (int) Scene.HANDLED.getVolatile(scene);
                        default -> {
                            Scene.HANDLED.setRelease(scene, 1);
                            yield (int) Scene.HANDLED.get(scene);
                        }
                    }),
    ADDER(
            (scene, argument) -> {
                scene.adder.add(argument);
                return scene.adder.sum();
            }),
    ACCUMULATOR(
            (scene, argument) -> {
                scene.greatest.accumulate(argument);
                return scene.greatest.get();
            }),
    MERGE((scene, argument) -> scene.map.merge(argument % 3, 1, Integer::sum)),
    COMPUTE(
            (scene, argument) ->
                    scene.map.compute(
                            argument % 3,
                            (key, value) -> {
                                scene.cells[2]++;
                                return value == null ? key : value + key;
                            })),
    COMPUTE_IF_ABSENT((scene, argument) -> scene.map.computeIfAbsent(argument, key -> key + 1)),
    PUT_AND_REMOVE(
            (scene, argument) -> scene.map.putIfAbsent(argument, 1) + "" + scene.map.remove(0)),
    REDUCE(
            (scene, argument) ->
                    ((ConcurrentHashMap<Integer, Integer>) scene.map)
                            .reduceValues(argument % 2 + 1L, Integer::sum)),
    SKIP_LIST(
            (scene, argument) -> {
                scene.sorted.merge(argument, 1, Integer::sum);
                return scene.sorted;
            }),
    PLAIN_MAP(
            (scene, argument) -> {
                scene.plain.merge(argument % 4, argument, Integer::sum);
                return scene.plain;
            }),
    PLAIN_LIST(
            (scene, argument) -> {
                scene.list.add(argument);
                int sum = 0;
                for (int one : scene.list) {
                    sum += one;
                }
                return sum;
            }),
    COPY_ON_WRITE(
            (scene, argument) -> {
                scene.copied.add(argument);
                return scene.copied;
            }),
    SPIN_ON_VOLATILE(
            (scene, argument) -> {
                int spins = 0;
                while (scene.updated == 0 && spins < 20) {
                    spins++;
                    Thread.onSpinWait();
                }
                return spins;
            });

    private final Action action;

    MemoryOperation(Action action) {
        this.action = action;
    }

    @Override
    public Object run(Scene scene, int argument) throws Exception {
        return String.valueOf(action.run(scene, argument));
    }
}
