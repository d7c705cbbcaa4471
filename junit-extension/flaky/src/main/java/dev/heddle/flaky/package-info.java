/** Finds out which of a project's existing tests are flaky, why, and how to reproduce each. */
@NullMarked
package dev.heddle.flaky;

import org.jspecify.annotations.NullMarked;
