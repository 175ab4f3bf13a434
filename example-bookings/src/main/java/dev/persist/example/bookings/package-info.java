/** Worked migration 2: capacity-safe booking. An append sells a seat; it expects the roster that it was decided on. */
@NullMarked
package dev.persist.example.bookings;

import org.jspecify.annotations.NullMarked;
