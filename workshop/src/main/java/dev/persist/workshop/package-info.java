/** A workshop: a ticket office over maps, which moves onto persist in ten stages. */
@NullMarked
package dev.persist.workshop;

import org.jspecify.annotations.NullMarked;
