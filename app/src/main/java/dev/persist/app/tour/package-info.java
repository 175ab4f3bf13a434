/** The tour of a migration: a visitor moves each example from its mutable map onto persist, step by step. */
@NullMarked
package dev.persist.app.tour;

import org.jspecify.annotations.NullMarked;
