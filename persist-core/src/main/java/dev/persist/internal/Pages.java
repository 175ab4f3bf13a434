package dev.persist.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Turns bounded pages into one lazy stream that holds a single page in memory. */
public final class Pages {
  /** How many elements a page asks for. */
  public static final int SIZE = 200;

  private Pages() {}

  /**
   * Returns the elements of all pages.
   *
   * @param pageAfter the page of at most {@link #SIZE} elements after the given one; the first page is read at once
   */
  public static <T> Stream<T> stream(Function<Optional<T>, List<T>> pageAfter) {
    return Stream.iterate(
        pageAfter.apply(Optional.empty()),
        Predicate.not(List::isEmpty),
        page -> page.size() < SIZE ? List.of() : pageAfter.apply(Optional.of(page.getLast())))
        .flatMap(List::stream);
  }
}
