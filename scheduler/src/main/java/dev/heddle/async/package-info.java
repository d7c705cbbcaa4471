/**
 * The concepts of Python's asyncio for Java: tasks, futures, groups, time-outs and queues on an
 * event loop, in which a coroutine is a plain method that blocks, and awaiting is a call.
 */
@NullMarked
package dev.heddle.async;

import org.jspecify.annotations.NullMarked;
