/** Tells of events: the hub within one process and from now on, subscriptions through restarts and in one of many. */
@NullMarked
package dev.persist.feed;

import org.jspecify.annotations.NullMarked;
