/** What a storage engine implements, and the rule every engine shares. */
@NullMarked
package dev.persist.spi;

import org.jspecify.annotations.NullMarked;
