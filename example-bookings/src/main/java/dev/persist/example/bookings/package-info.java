/**
 * Capacity-safe bookings. An append sells a seat; it takes effect only if the roster is still the one that the sale was
 * decided on.
 */
@NullMarked
package dev.persist.example.bookings;

import org.jspecify.annotations.NullMarked;
