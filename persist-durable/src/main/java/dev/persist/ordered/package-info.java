/** How a store is laid out in an ordered map from bytes to bytes, for the engines that have such a map. */
@NullMarked
package dev.persist.ordered;

import org.jspecify.annotations.NullMarked;
