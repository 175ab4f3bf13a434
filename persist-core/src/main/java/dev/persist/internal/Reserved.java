package dev.persist.internal;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Op;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Keeps callers away from the names persist uses for itself: streams, types and keys that start with {@code $}. */
public final class Reserved {
  /** No name of persist's own comes after this one in name order. */
  private static final String LAST = "$\udbff\udfff";

  private Reserved() {}

  /** Returns whether {@code name} is persist's own. */
  public static boolean is(String name) {
    return name.startsWith("$");
  }

  /** Returns {@code name}, or refuses it. */
  public static String refuse(String what, String name) {
    if (is(name)) {
      throw new IllegalArgumentException(
          "the " + what + " \"" + name + "\" starts with $, which is reserved; choose another name");
    }
    return name;
  }

  /** Returns {@code stream}, or refuses it; callers link into the global order and follow it, no more. */
  public static String refuseButGlobal(String stream) {
    return stream.equals(Event.GLOBAL) ? stream : refuse("stream", stream);
  }

  /**
   * Returns the names of all pages but persist's own, which lie next to each other: of many, one page is read.
   *
   * @param pageAfter the page of names after the given one
   */
  public static Stream<String> leaveOut(String after, Function<String, List<String>> pageAfter) {
    return Pages.<String>stream(last -> pageAfter.apply(last.map(Reserved::skip).orElse(after)))
        .filter(name -> !is(name));
  }

  private static String skip(String name) {
    return is(name) ? LAST : name;
  }

  /** Returns {@code commit}, or refuses it for a name it reads or writes. */
  public static Commit refuse(Commit commit) {
    commit.id().ifPresent(id -> refuse("commit id's stream", id.stream()));
    commit.guards().forEach(Reserved::refuse);
    commit.ops().forEach(Reserved::refuse);
    return commit;
  }

  private static void refuse(Guard guard) {
    switch (guard) {
      case Guard.StreamAt at -> refuse("stream", at.stream());
      case Guard.KeyIs is -> refuse("key", is.key());
      case Guard.KeyAbsent absent -> refuse("key", absent.key());
    }
  }

  private static void refuse(Op op) {
    switch (op) {
      case Op.Append append -> {
        refuse("stream", append.stream());
        refuse("event type", append.type());
      }
      case Op.Link link -> refuseButGlobal(link.stream());
      case Op.Truncate truncate -> refuse("stream", truncate.stream());
      case Op.Forget forget -> refuse("stream", forget.stream());
      case Op.Put put -> refuse("key", put.key());
      case Op.Delete delete -> refuse("key", delete.key());
    }
  }
}
