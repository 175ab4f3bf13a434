/**
 * The way from the hand-rolled version to the one on persist. Delete it when that is done, together with {@code
 * before}.
 */
@NullMarked
package dev.persist.example.ledger.migrate;

import org.jspecify.annotations.NullMarked;
