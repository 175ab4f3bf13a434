/**
 * A store that is spread over several PostgreSQL servers. Names are divided among the servers; <a
 * href="https://scalardb.scalar-labs.com">ScalarDB</a> makes the transactions, over one server or several.
 */
@NullMarked
package dev.persist.distributed;

import org.jspecify.annotations.NullMarked;
