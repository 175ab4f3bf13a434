/** What a storage engine implements, and the rules that every engine shares. */
@NullMarked
package dev.persist.spi;

import org.jspecify.annotations.NullMarked;
