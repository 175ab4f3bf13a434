/** The events of an occurrence, and the decisions on it. Pure: no store, no clock. */
@NullMarked
package dev.persist.example.bookings.domain;

import org.jspecify.annotations.NullMarked;
