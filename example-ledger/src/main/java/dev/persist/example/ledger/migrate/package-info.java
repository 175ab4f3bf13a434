/** The way from the hand-rolled version to the one on persist. Goes when that is done, with {@code before}. */
@NullMarked
package dev.persist.example.ledger.migrate;

import org.jspecify.annotations.NullMarked;
