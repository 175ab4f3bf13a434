/** Who hears of events: the hub, inside one process. */
@NullMarked
package dev.persist.feed;

import org.jspecify.annotations.NullMarked;
