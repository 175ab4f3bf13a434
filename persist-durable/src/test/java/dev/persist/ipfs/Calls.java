package dev.persist.ipfs;

import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import java.util.List;
import java.util.function.Consumer;

/** Each way to use a blob store. */
final class Calls {
  private Calls() {}

  /** Returns a put, a read and a look for {@code ref}. */
  static List<Consumer<BlobStore>> all(BlobRef ref) {
    return List.of(store -> store.put(new byte[5], "text/plain"), store -> store.get(ref), store -> store.has(ref));
  }
}
