/** Blobs as files: one file for each, named for its content. */
@NullMarked
package dev.persist.files;

import org.jspecify.annotations.NullMarked;
