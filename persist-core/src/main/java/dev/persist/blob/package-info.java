/** Large objects: persist stores a {@link dev.persist.blob.BlobRef}, and a blob store beside it holds the bytes. */
@NullMarked
package dev.persist.blob;

import org.jspecify.annotations.NullMarked;
