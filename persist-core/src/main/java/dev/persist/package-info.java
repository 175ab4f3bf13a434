/**
 * Durable storage for the state of an application: event streams and current values over one backend.
 *
 * <p>Start at {@link dev.persist.Persist}. Every write is one {@link dev.persist.Commit}; the facets {@code log} and
 * {@code kv} are small functions that build one.
 */
@NullMarked
package dev.persist;

import org.jspecify.annotations.NullMarked;
