/** A run as a page for a browser: one file, which needs no network and no other file. */
@NullMarked
package dev.heddle.timeline;

import org.jspecify.annotations.NullMarked;
