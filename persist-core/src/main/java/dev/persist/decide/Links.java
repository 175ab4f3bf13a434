package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.internal.Reserved;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The streams into which an event is linked by the commit that appends it. */
record Links<E>(Function<E, Set<String>> streams) {
  static <E> Links<E> none() {
    return new Links<>(event -> Set.of());
  }

  static <E> Function<E, Set<String>> always(String... streams) {
    var all = Set.copyOf(Arrays.asList(streams));
    all.forEach(Reserved::refuseButLinks);
    return event -> all;
  }

  /** Returns these links and {@code more}; a stream that both name gets one link. */
  Links<E> and(Function<E, Set<String>> more) {
    return new Links<>(event -> {
      var all = new TreeSet<>(streams.apply(event));
      all.addAll(names("links", more, event));
      return all;
    });
  }

  /** Returns the names that a caller's function gives for {@code event}; throws when it gives null. */
  static <E> Set<String> names(String what, Function<E, Set<String>> function, E event) {
    return Objects.requireNonNull(function.apply(event),
        () -> "the function that gives the " + what + " of an event returned null for " + event
            + "; return an empty set for none");
  }

  /** Links {@code event}, which {@code commit} appends last. */
  void add(Commit.Builder commit, E event) {
    streams.apply(event).forEach(commit::link);
  }
}
