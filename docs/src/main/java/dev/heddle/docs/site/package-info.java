/** The guide as a site: pages of HTML that need no server. */
@NullMarked
package dev.heddle.docs.site;

import org.jspecify.annotations.NullMarked;
