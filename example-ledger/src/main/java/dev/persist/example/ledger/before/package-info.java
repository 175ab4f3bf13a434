/** The hand-rolled ledger that this example migrates away from, kept to show what is wrong with it. */
@NullMarked
package dev.persist.example.ledger.before;

import org.jspecify.annotations.NullMarked;
