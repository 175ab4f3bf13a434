/** One backend over SQL, for SQLite and PostgreSQL. */
@NullMarked
package dev.persist.sql;

import org.jspecify.annotations.NullMarked;
