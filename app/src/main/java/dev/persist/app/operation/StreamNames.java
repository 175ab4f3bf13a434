package dev.persist.app.operation;

import dev.persist.Persist;
import dev.persist.spi.NameOrder;
import java.util.stream.Stream;

/** The names of the streams of a store. */
public final class StreamNames {
  private StreamNames() {}

  /**
   * Returns the names that start with {@code prefix} and come after {@code after}, in name order. Leaves out those of the streams
   * that persist keeps for itself. Reads them page by page.
   *
   * @param prefix "" for all
   * @param after "" for all
   */
  public static Stream<String> of(Persist store, String prefix, String after) {
    if (NameOrder.BY_CODE_POINT.compare(after, prefix) >= 0) {
      return store.catalog().streams(after).takeWhile(name -> name.startsWith(prefix));
    }
    var itself = store.catalog().exists(prefix) ? Stream.of(prefix) : Stream.<String>of();
    return Stream.concat(itself, store.catalog().streams(prefix).takeWhile(name -> name.startsWith(prefix)));
  }
}
