/** The hand-rolled ledger that this example migrates away from, kept to show what is wrong with it. */
@NullUnmarked // code as people have it returns and takes null without saying so
package dev.persist.example.ledger.before;

import org.jspecify.annotations.NullUnmarked;
