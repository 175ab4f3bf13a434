/** Says what is wrong in a store. */
@NullMarked
package dev.persist.verify;

import org.jspecify.annotations.NullMarked;
