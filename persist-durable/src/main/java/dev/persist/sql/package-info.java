/** One backend over SQL, for SQLite. */
@NullMarked
package dev.persist.sql;

import org.jspecify.annotations.NullMarked;
