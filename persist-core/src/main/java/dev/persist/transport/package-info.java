/**
 * A store behind a border. Every call of an engine is a JSON value; a client makes the calls, and a server answers
 * them. The caller decides how the values travel.
 */
@NullMarked
package dev.persist.transport;

import org.jspecify.annotations.NullMarked;
