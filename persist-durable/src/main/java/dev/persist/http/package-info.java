/**
 * A store that another process has open, over HTTP. {@link dev.persist.http.HttpStoreServer} serves it, or any web
 * server that mounts a {@link dev.persist.http.StoreEndpoint}. A client opens it by its URL, {@code http://…} or {@code
 * https://…}.
 */
@NullMarked
package dev.persist.http;

import org.jspecify.annotations.NullMarked;
