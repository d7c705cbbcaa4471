package dev.heddle.async;

/** What can be in the queue of an event loop: the next step of a task, or a callback. */
sealed interface Ready permits Task, Handle {}
