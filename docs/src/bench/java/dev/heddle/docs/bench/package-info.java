/** The benchmarks behind docs/benchmarks.md. */
@NullMarked
package dev.heddle.docs.bench;

import org.jspecify.annotations.NullMarked;
