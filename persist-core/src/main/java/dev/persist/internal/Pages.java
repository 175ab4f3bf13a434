package dev.persist.internal;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Turns bounded pages into one lazy stream that holds a single page in memory. */
public final class Pages {
  /** How many elements a page asks for. */
  public static final int SIZE = 200;

  private Pages() {}

  /**
   * Returns the elements of all pages, up to the first that has fewer than {@link #SIZE}.
   *
   * @param pageAfter the page after the given element; the first page is read at once
   */
  public static <T> Stream<T> stream(Function<Optional<T>, List<T>> pageAfter) {
    return stream(new Walk<>(pageAfter, SIZE));
  }

  /**
   * Returns the elements of all pages, up to the first that has none.
   *
   * @param pageAfter the page after the given element; the first page is read at once
   */
  public static <T> Stream<T> untilEmpty(Function<Optional<T>, List<T>> pageAfter) {
    return stream(new Walk<>(pageAfter, 1));
  }

  private static <T> Stream<T> stream(Iterator<T> elements) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(elements, Spliterator.ORDERED), false);
  }

  private static final class Walk<T> implements Iterator<T> {
    private final Function<Optional<T>, List<T>> pageAfter;
    private final int full;
    private Iterator<T> page = Collections.emptyIterator();
    private @Nullable T last;
    private boolean more = true;

    Walk(Function<Optional<T>, List<T>> pageAfter, int full) {
      this.pageAfter = pageAfter;
      this.full = full;
      turn();
    }

    private void turn() {
      page = Collections.emptyIterator(); // so that the next page is read when this one is no longer held
      var next = pageAfter.apply(Optional.ofNullable(last));
      more = next.size() >= full;
      page = next.iterator();
    }

    @Override
    public boolean hasNext() {
      if (!page.hasNext() && more) {
        turn();
      }
      return page.hasNext();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      last = page.next();
      return last;
    }
  }
}
