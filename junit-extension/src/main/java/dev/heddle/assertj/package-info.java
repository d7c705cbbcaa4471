/**
 * Assertions about runs, reports and failures, in the manner of AssertJ: see {@link
 * dev.heddle.assertj.HeddleAssertions}. AssertJ is brought by whoever uses them.
 */
@NullMarked
package dev.heddle.assertj;

import org.jspecify.annotations.NullMarked;
