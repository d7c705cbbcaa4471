/** The command line: explores any program with a main method, and replays what it has found. */
@NullMarked
package dev.heddle.command;

import org.jspecify.annotations.NullMarked;
