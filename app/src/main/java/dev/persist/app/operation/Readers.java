package dev.persist.app.operation;

import dev.persist.Persist;
import dev.persist.feed.Subscription;
import dev.persist.log.Catalog.Reader;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The registered readers of a store, whichever process runs them. */
public final class Readers {
  private static final String SUBSCRIPTION = "subscription ";
  private static final Pattern VIEW = Pattern.compile("(?s)view (.*) version (\\d+)");

  private Readers() {}

  /**
   * A view on one of its streams.
   *
   * @param seq the seq of the last event of the stream that it has
   * @param lag how many events of the stream come after that
   */
  public record View(String name, int version, String stream, long seq, long lag) {}

  /** Returns the subscriptions by name. */
  public static NavigableMap<String, Subscription> subscriptions(Persist store) {
    var streams = store.catalog()
        .subscriptions("")
        .collect(Collectors.groupingBy(reader -> reader.name().substring(SUBSCRIPTION.length()), TreeMap::new,
            Collectors.mapping(Reader::stream, Collectors.toList())));
    var all = new TreeMap<String, Subscription>();
    streams.forEach((name, each) -> all.put(name, store.subscription(name, each.toArray(String[]::new))));
    return all;
  }

  /** Returns the subscription {@code name}; empty when none is registered under this name. */
  public static Optional<Subscription> subscription(Persist store, String name) {
    return Optional.ofNullable(subscriptions(store).get(name));
  }

  /** Returns the views, stream by stream, of the streams after {@code after} ("" for all). */
  public static Stream<View> views(Persist store, String after) {
    return store.catalog().views(after).flatMap(Readers::view);
  }

  /** Returns the views of {@code stream}. */
  public static Stream<View> viewsOf(Persist store, String stream) {
    return store.catalog().readersOf(stream).flatMap(Readers::view);
  }

  private static Stream<View> view(Reader reader) {
    var name = VIEW.matcher(reader.name());
    return name.matches()
        ? Stream
            .of(new View(name.group(1), Integer.parseInt(name.group(2)), reader.stream(), reader.seq(), reader.lag()))
        : Stream.empty();
  }
}
