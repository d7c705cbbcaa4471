/** Heddle for Maven: the goals {@code flaky} and {@code prepare}. */
@NullMarked
package dev.heddle.maven;

import org.jspecify.annotations.NullMarked;
