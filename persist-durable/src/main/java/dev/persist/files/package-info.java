/** Files: one for each blob, named for its content; and the lock of a store. */
@NullMarked
package dev.persist.files;

import org.jspecify.annotations.NullMarked;
