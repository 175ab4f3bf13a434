/** The log facet: append-only event streams, for state whose history matters. */
@NullMarked
package dev.persist.log;

import org.jspecify.annotations.NullMarked;
