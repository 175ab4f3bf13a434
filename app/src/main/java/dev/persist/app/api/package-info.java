/** The JSON API: what callers may send, what a change does, and what is answered. */
@NullMarked
package dev.persist.app.api;

import org.jspecify.annotations.NullMarked;
