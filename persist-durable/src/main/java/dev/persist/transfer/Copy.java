package dev.persist.transfer;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Contents;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import dev.persist.spi.NameOrder;
import dev.persist.spi.Outcome;
import dev.persist.spi.StreamHead;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies a store to one of another engine while others write to the first, and follows until they switch.
 *
 * <p>A pass makes the target equal to the source as of one moment. It compares the two and copies what differs, so it goes on
 * where an earlier one was cut off. The first pass copies everything. Each later one reads the heads, ids and keys of both
 * stores, and copies what is new. When little is, the writers stop, {@link #finish} copies the rest, and the writers go on with
 * the target.
 *
 * <pre>{@code
 * var copy = new Copy("shop", source, target);
 * while (copy.pass(Progress.NONE) > 1_000) {} // the next pass copies what was written during this one
 * application.stopWriting();
 * copy.finish();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class Copy {
  private final Movable source;
  private final Function<Movable, Contents> part;
  private final Movable target;
  private final Filling filling;
  private Progress progress = Progress.NONE;
  private long copied;

  /**
   * Prepares to copy {@code source} to {@code target}, which is empty, or was left by a copy of that name.
   *
   * @param name tells the source from others; a copy that was cut off goes on under the same name
   * @throws StoreException.Unavailable when the target is not empty, and was not left by such a copy
   */
  public Copy(String name, Movable source, Movable target) {
    this(name, source, target, Filling.MOST_PARTS);
  }

  /** As {@link #Copy(String, Movable, Movable)}, with {@code mostParts} in one write. */
  Copy(String name, Movable source, Movable target, int mostParts) {
    this(name, source, Movable::contents, target, mostParts);
  }

  private Copy(String name, Movable source, Function<Movable, Contents> part, Movable target, int mostParts) {
    this.source = source;
    this.part = part;
    this.target = target;
    this.filling = new Filling(target, "a copy of " + name, mostParts);
  }

  /**
   * Prepares to copy the part of {@code source} that {@link Contents#ofPrefix} describes. The target becomes equal to that
   * part, and each pass looks anew for links that lead out of it: then the target is not whole.
   *
   * @param name as in {@link #Copy}
   * @param prefix with what the names of the streams and keys begin
   * @throws StoreException.Unavailable as {@link #Copy} does
   */
  public static Copy ofPrefix(String name, String prefix, Movable source, Movable target) {
    return ofPrefix(name, prefix, source, target, Filling.MOST_PARTS);
  }

  /** As {@link #ofPrefix(String, String, Movable, Movable)}, with {@code mostParts} in one write. */
  static Copy ofPrefix(String name, String prefix, Movable source, Movable target, int mostParts) {
    return new Copy(name + ", prefix \"" + prefix + "\"", source, store -> store.contents().ofPrefix(prefix), target,
        mostParts);
  }

  /**
   * Makes the target equal to the source as of now. Nobody else writes to the target, which stays marked as not whole.
   *
   * @return how many parts were copied
   * @throws IllegalArgumentException when the prefix to copy is none, as {@link Contents#ofPrefix} says; nothing was written
   * @throws StoreException.Damaged when an event of the source is missing
   * @throws StoreException.Unavailable when the source is not whole, when a link leads out of the part to copy, or when the
   *     target has what the source never had
   */
  public long pass(Progress progress) {
    this.progress = progress;
    pass();
    filling.flush();
    return copied;
  }

  /**
   * Copies the rest, and makes the target whole. Nobody may write to the source any more, or what they write is not copied.
   *
   * @throws StoreException as {@link #pass} does; the target is not whole
   */
  public void finish() {
    pass();
    filling.finish();
  }

  private void pass() {
    if (Loading.of(source).isPresent()) {
      throw new StoreException.Unavailable("the store to copy is being filled itself; copy it when it is whole");
    }
    copied = 0;
    try (filling; var from = part.apply(source); var to = target.contents()) {
      var events = new Events(from);
      join(from.streams(), to.streams(), Comparator.comparing(StreamHead::stream, NameOrder.BY_CODE_POINT),
          (head, before) -> stream(events, head, before));
      join(from.outcomes(), to.outcomes(),
          Comparator.<Outcome, String>comparing(outcome -> outcome.id().stream(), NameOrder.BY_CODE_POINT)
              .thenComparing(outcome -> outcome.id().key(), NameOrder.BY_CODE_POINT),
          this::outcome);
      join(from.entries(), to.entries().filter(entry -> !entry.key().equals(Loading.KEY)),
          Comparator.comparing(Entry::key, NameOrder.BY_CODE_POINT), this::value);
    }
  }

  /** Hands over each pair of what is in both, and null for what is missing in one. */
  private static <T> void join(Stream<T> from, Stream<T> to, Comparator<T> order,
      BiConsumer<@Nullable T, @Nullable T> pair) {
    var left = from.iterator();
    var right = to.iterator();
    var one = next(left);
    var other = next(right);
    while (one != null || other != null) {
      var way = one == null ? 1 : other == null ? -1 : order.compare(one, other);
      pair.accept(way <= 0 ? one : null, way >= 0 ? other : null);
      one = way <= 0 ? next(left) : one;
      other = way >= 0 ? next(right) : other;
    }
  }

  private static <T> @Nullable T next(Iterator<T> all) {
    return all.hasNext() ? all.next() : null;
  }

  private void stream(Events events, @Nullable StreamHead head, @Nullable StreamHead before) {
    var truncated = before == null ? 0 : before.truncated();
    var last = before == null ? 0 : before.lastSeq();
    if (head == null || head.lastSeq() < last || head.truncated() < truncated) {
      throw new StoreException.Unavailable("the target has " + before + ", and the source " + head
          + ", so the target is no copy of it; empty the target first");
    }
    if (head.truncated() > truncated) {
      filling.truncate(head.stream(), head.truncated());
      copied();
    }
    for (var seq = Math.max(last, head.truncated()) + 1; seq <= head.lastSeq(); seq++) {
      filling.add(events.get(head.stream(), seq));
      copied();
    }
  }

  private void outcome(@Nullable Outcome outcome, @Nullable Outcome before) {
    if (before != null && !before.equals(outcome)) {
      filling.forget(before.id().stream(), before.lastSeq());
      copied();
    }
    if (outcome != null && !outcome.equals(before)) {
      filling.add(outcome);
      copied();
    }
  }

  private void value(@Nullable Entry<Json> entry, @Nullable Entry<Json> before) {
    if (entry != null && !entry.equals(before)) {
      filling.put(entry.key(), Optional.of(entry.value()));
      copied();
    } else if (entry == null && before != null) {
      filling.put(before.key(), Optional.empty());
      copied();
    }
  }

  private void copied() {
    copied++;
    progress.at(copied, 0, 0);
  }

  /** Finds events that are asked for in order: next to each other, or far apart. */
  private static final class Events {
    private static final int PAGE = 1_000;

    private final Contents contents;
    private List<Event> page = List.of();
    private int next;

    Events(Contents contents) {
      this.contents = contents;
    }

    Event get(String stream, long seq) {
      if (!isNext(stream, seq)) {
        page = contents.events(stream, seq - 1, PAGE);
        next = 0;
        if (!isNext(stream, seq)) {
          throw new StoreException.Damaged(
              "event " + seq + " of stream \"" + stream + "\" is missing; verify the store");
        }
      }
      return page.get(next++);
    }

    private boolean isNext(String stream, long seq) {
      return next < page.size() && page.get(next).seq() == seq && page.get(next).stream().equals(stream);
    }
  }
}
