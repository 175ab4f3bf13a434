/** Code shared inside persist-core; not for callers. */
@NullMarked
package dev.persist.internal;

import org.jspecify.annotations.NullMarked;
