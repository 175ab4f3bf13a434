/** Worked migration 2: capacity-safe booking. A seat is sold by an append that expects the roster it was decided on. */
@NullMarked
package dev.persist.example.bookings;

import org.jspecify.annotations.NullMarked;
