/** The event-shape check: fails the build when a change to event types makes stored events unreadable. */
@NullMarked
package dev.persist.shapes;

import org.jspecify.annotations.NullMarked;
