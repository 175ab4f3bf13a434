/** The kv facet: current values, for state whose history does not matter. */
@NullMarked
package dev.persist.kv;

import org.jspecify.annotations.NullMarked;
