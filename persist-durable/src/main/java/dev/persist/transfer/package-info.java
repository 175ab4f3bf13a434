/**
 * Moves the contents of a store: to a file, from a file, to another engine. Says what is wrong in a store.
 *
 * <p>Start at {@link dev.persist.transfer.Export} and {@link dev.persist.transfer.Import}.
 */
@NullMarked
package dev.persist.transfer;

import org.jspecify.annotations.NullMarked;
