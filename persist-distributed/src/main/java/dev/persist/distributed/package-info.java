/**
 * A store that is spread over several PostgreSQL servers. Names are divided among the servers; <a
 * href="https://scalardb.scalar-labs.com">ScalarDB</a> makes the transactions, over one server or several.
 *
 * <p>Beside the kinds of {@link dev.persist.ordered.Layout} a partition has {@code c} ({@link
 * dev.persist.distributed.Coordinator}), {@code d} ({@link dev.persist.distributed.Dropped}), {@code p} ({@link
 * dev.persist.distributed.Registering}) and {@code w} ({@link dev.persist.distributed.Mark}).
 */
@NullMarked
package dev.persist.distributed;

import org.jspecify.annotations.NullMarked;
