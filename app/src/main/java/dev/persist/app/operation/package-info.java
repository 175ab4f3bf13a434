/** Tells an operator how the app does: health, metrics. */
@NullMarked
package dev.persist.app.operation;

import org.jspecify.annotations.NullMarked;
