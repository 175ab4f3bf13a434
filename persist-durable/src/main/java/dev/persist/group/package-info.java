/** Group commit: many callers, one writer, one sync for all callers that wait. */
@NullMarked
package dev.persist.group;

import org.jspecify.annotations.NullMarked;
