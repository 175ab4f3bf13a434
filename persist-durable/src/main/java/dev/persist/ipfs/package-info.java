/** Blobs on a node of IPFS. {@link dev.persist.ipfs.IpfsBlobStore} is opened by its URL, {@code ipfs:http://…}. */
@NullMarked
package dev.persist.ipfs;

import org.jspecify.annotations.NullMarked;
