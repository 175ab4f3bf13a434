/**
 * A store behind a border: every call of an engine as a JSON value, a client that makes them and a server that answers
 * them. How the values travel is the caller's.
 */
@NullMarked
package dev.persist.transport;

import org.jspecify.annotations.NullMarked;
