package dev.heddle.jqwik.campaign;

import java.util.List;
import java.util.stream.Stream;

/** Something that a thread of a random program does, and whose result decides what it does next. */
interface Operation {

    /** How many different arguments there are: 0 to 7. */
    int ARGUMENTS = 8;

    /**
     * Does it.
     *
     * @param scene what the threads of the program share
     * @param argument picks a cell, a lock, a time in milliseconds, a thread or a variant
     * @return what came of it
     */
    Object run(Scene scene, int argument) throws Exception;

    /** How it is called in the log of a program. */
    String name();

    /** All there are, always in this order. */
    List<Operation> ALL =
            Stream.<Operation[]>of(
                            MemoryOperation.values(),
                            MonitorOperation.values(),
                            LockOperation.values(),
                            QueueOperation.values(),
                            ThreadOperation.values(),
                            TaskOperation.values(),
                            ChanceOperation.values())
                    .flatMap(Stream::of)
                    .toList();
}
