/** Large objects: persist stores a {@link dev.persist.blob.BlobRef}, the bytes live in a blob store beside it. */
@NullMarked
package dev.persist.blob;

import org.jspecify.annotations.NullMarked;
