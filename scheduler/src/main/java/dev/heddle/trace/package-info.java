/** What happened in a run, and how to show it. */
@NullMarked
package dev.heddle.trace;

import org.jspecify.annotations.NullMarked;
