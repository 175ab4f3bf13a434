/** Deciding commands on what happened so far: the loop that applications would otherwise write by hand. */
@NullMarked
package dev.persist.decide;

import org.jspecify.annotations.NullMarked;
