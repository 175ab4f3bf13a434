package dev.persist.internal;

import dev.persist.Event;
import dev.persist.spi.Page;
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
  public static final int SIZE = 500;

  private Pages() {}

  /**
   * A part of something longer.
   *
   * @param more whether another part may follow
   */
  public record Part<T>(List<T> elements, boolean more) {}

  /**
   * Returns the elements of all pages, up to and with the first page that has fewer than {@link #SIZE}.
   *
   * @param pageAfter gives the page after the given element; the first page is read at once
   */
  public static <T> Stream<T> stream(Function<Optional<T>, List<T>> pageAfter) {
    return pages(last -> {
      var page = pageAfter.apply(last);
      return new Part<>(page, page.size() >= SIZE);
    });
  }

  /**
   * Returns the events of all pages of at most {@link #SIZE}, up to and with the first page that is not full.
   *
   * @param pageAfter gives the page after the given event; the first page is read at once
   */
  public static Stream<Event> events(Function<Optional<Event>, List<Event>> pageAfter) {
    return pages(last -> {
      var page = pageAfter.apply(last);
      return new Part<>(page, Page.isFull(page, SIZE));
    });
  }

  /**
   * Returns the elements of all pages, up to and with the first page that says that no page follows.
   *
   * @param pageAfter gives the page after the given element; the first page is read at once
   */
  public static <T> Stream<T> pages(Function<Optional<T>, Part<T>> pageAfter) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Walk<>(pageAfter), Spliterator.ORDERED), false);
  }

  private static final class Walk<T> implements Iterator<T> {
    private final Function<Optional<T>, Part<T>> pageAfter;
    private Iterator<T> page = Collections.emptyIterator();
    private @Nullable T last;
    private boolean more = true;

    Walk(Function<Optional<T>, Part<T>> pageAfter) {
      this.pageAfter = pageAfter;
      turn();
    }

    private void turn() {
      page = Collections.emptyIterator(); // so that this page is no longer held while the next one is read
      var next = pageAfter.apply(Optional.ofNullable(last));
      more = next.more();
      page = next.elements().iterator();
    }

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && more) {
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
