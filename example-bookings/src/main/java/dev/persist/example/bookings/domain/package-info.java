/** What can happen to an occurrence, and what is decided on it. Pure: no store, no clock. */
@NullMarked
package dev.persist.example.bookings.domain;

import org.jspecify.annotations.NullMarked;
