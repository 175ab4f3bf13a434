package dev.persist.app.operation;

import dev.persist.Event;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import dev.persist.spi.LinkMarks;
import dev.persist.spi.PrefixRules;
import java.util.Optional;
import java.util.stream.Stream;

/** The streams that may have links to the events of a stream. */
public final class LinkedStreams {
  private LinkedStreams() {}

  /**
   * Returns the streams that may have links to events of {@code stream}, each once: the global order, those of prefixes, others, and those of
   * tags. Reads page by page, and one key for each of the others.
   */
  public static Stream<String> of(Backend store, String stream) {
    var prefixes = PrefixRules.of(store.get(PrefixRules.KEY)).links(stream);
    var marked = Pages.<String>stream(last -> store.keys(LinkMarks.marks(stream), last.orElse(""), Pages.SIZE))
        .flatMap(mark -> store.get(mark).stream())
        .map(name -> name.as(String.class));
    var start = OwnKeys.tagStreams(stream);
    var tags = Pages.<String>stream(last -> store.streams(last.orElse(start), Pages.SIZE))
        .takeWhile(name -> name.startsWith(start));
    return Stream.of(Stream.of(Event.GLOBAL), prefixes, marked, tags).flatMap(all -> all).distinct();
  }

  /** Returns the tag whose links {@code stream} has; empty when it has no links of a tag. */
  public static Optional<String> tag(String stream) {
    return Reserved.isTag(stream)
        ? Optional.of(OwnKeys.names(stream).path(3).asString(stream))
        : Optional.empty();
  }

  /** Returns what people call {@code stream}: a stream of links that persist keeps has a name for machines. */
  public static String label(String stream) {
    if (stream.equals(Event.GLOBAL)) {
      return "the global order";
    }
    if (Reserved.isPrefix(stream)) {
      var prefix = OwnKeys.names(stream).path(0).asString(stream);
      return prefix.isEmpty() ? "all events, in the order of their commits" : "all events of " + prefix;
    }
    return tag(stream).map(tag -> "tag " + tag).orElse(stream);
  }
}
