/** The inspector: what the store holds, for an administrator to look at. */
@NullMarked
package dev.persist.app.inspect;

import org.jspecify.annotations.NullMarked;
