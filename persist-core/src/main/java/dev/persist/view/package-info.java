/** Read models: pure folds over a stream. */
@NullMarked
package dev.persist.view;

import org.jspecify.annotations.NullMarked;
