package dev.heddle.async;

/** Says who schedules the tasks of a loop in a JVM that Heddle is not attached to. */
public final class StacksMain {

    private StacksMain() {}

    /** Without arguments. */
    public static void main(String... arguments) throws Exception {
        for (EventLoop loop : new EventLoop[] {EventLoop.create(), EventLoop.createVirtual()}) {
            try (Runner runner = new Runner(loop)) {
                System.out.println(
                        runner.run(
                                () -> {
                                    Async.yield();
                                    Async.toThread(() -> Thread.sleep(1));
                                    String thread = Thread.currentThread().toString();
                                    return thread.replaceAll(".*@|-[0-9]*$|-[0-9]*-.*", "");
                                }));
            }
        }
    }
}
