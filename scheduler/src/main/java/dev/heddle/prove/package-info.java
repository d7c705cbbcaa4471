/** Every interleaving once: optimal dynamic partial-order reduction over the kernel's events. */
@NullMarked
package dev.heddle.prove;

import org.jspecify.annotations.NullMarked;
