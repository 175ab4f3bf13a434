/** An idempotent order ledger. A command that is retried under its key takes effect once. */
@NullMarked
package dev.persist.example.ledger;

import org.jspecify.annotations.NullMarked;
