package dev.persist.internal;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Limits;
import dev.persist.Op;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Keeps callers off the names that persist uses for itself: streams, types and keys that start with {@code $}. */
public final class Reserved {
  /** Comes after all of persist's own names in name order. */
  private static final String LAST = "$\udbff\udfff";

  private Reserved() {}

  /** Returns {@code name}; refuses it when it is reserved, or is no name within {@link Limits}. */
  public static String refuse(String what, String name) {
    return refuseOwn(what, Limits.name(what, name));
  }

  private static String refuseOwn(String what, String name) {
    if (Limits.isReserved(name)) {
      throw new IllegalArgumentException(
          "the " + what + " \"" + name + "\" starts with $, which is reserved; choose another name");
    }
    return name;
  }

  /** Returns {@code stream}, or refuses it. Callers may follow the global order, tags and prefixes. */
  public static String refuseButLinks(String stream) {
    Limits.name("stream", stream);
    return isLinks(stream) ? stream : refuseOwn("stream", stream);
  }

  /** Returns whether {@code name} is that of the global order, or of the links of a tag or a prefix. */
  public static boolean isLinks(String name) {
    return name.equals(Event.GLOBAL) || isTag(name) || isPrefix(name);
  }

  /** Returns {@code stream}, or refuses it. Callers may link into the global order and tags. */
  private static String refuseUnlinkable(String stream) {
    return stream.equals(Event.GLOBAL) || isTag(stream) ? stream : refuseOwn("stream", stream);
  }

  /** Returns whether {@code name} is the stream of the links of a prefix, which decisions write. */
  public static boolean isPrefix(String name) {
    return name.startsWith("$[") && name.endsWith(",\"prefix\"]") && !isTag(name);
  }

  /**
   * Returns whether {@code name} is the stream of the links of a tag. When a stream or tag holds these characters
   * itself, its name here has backslashes before the quotes.
   */
  public static boolean isTag(String name) {
    return name.startsWith("$[") && name.contains(",\"tag\",");
  }

  /** Refuses the stream of a tag: each link in it is needed for as long as its event is. */
  public static void refuseTag(String stream) {
    if (isTag(stream)) {
      throw new IllegalArgumentException("the stream \"" + stream
          + "\" holds the links of a tag and cannot be compacted; compact the stream of the events, to an archive");
    }
  }

  /**
   * Returns the names of all pages without persist's own. These lie next to each other, so at most one page of them is
   * read.
   *
   * @param pageAfter gives the page of names after the given one
   */
  public static Stream<String> leaveOut(String after, Function<String, List<String>> pageAfter) {
    return Pages.<String>stream(last -> pageAfter.apply(last.map(Reserved::skip).orElse(after)))
        .filter(name -> !Limits.isReserved(name));
  }

  /** Returns {@code name}; if it is one of persist's own, what comes after all of these in name order. */
  public static String skip(String name) {
    return Limits.isReserved(name) ? LAST : name;
  }

  /**
   * Returns {@code commit}; refuses it for a reserved name that it reads or writes, or for a tag in the wrong place.
   */
  public static Commit refuse(Commit commit) {
    commit.id().ifPresent(id -> refuseOwn("commit id's stream", id.stream()));
    commit.guards().forEach(Reserved::refuse);
    commit.ops().forEach(Reserved::refuse);
    refuseMisplacedTags(commit.ops());
    return commit;
  }

  private static void refuse(Guard guard) {
    switch (guard) {
      case Guard.StreamAt at when isTag(at.stream()) -> {}
      case Guard.StreamAt at -> refuseOwn("stream", at.stream());
      case Guard.KeyIs is when OwnKeys.isTagRule(is.key()) -> {}
      case Guard.KeyIs is -> refuseOwn("key", is.key());
      case Guard.KeyAbsent absent -> refuseOwn("key", absent.key());
    }
  }

  private static void refuse(Op op) {
    switch (op) {
      case Op.Append append -> {
        refuseOwn("stream", append.stream());
        refuseOwn("event type", append.type());
      }
      case Op.Link link -> refuseUnlinkable(link.stream());
      case Op.LinkTo link -> {
        refuseOwn("stream of the linked event", link.target());
        refuseTag(link);
        refuseUnlinkable(link.stream());
      }
      case Op.Truncate truncate -> refuseOwn("stream", truncate.stream());
      case Op.Forget forget -> refuseOwn("stream", forget.stream());
      case Op.Put put -> refuseOwn("key", put.key());
      case Op.Delete delete -> refuseOwn("key", delete.key());
    }
  }

  private static void refuseTag(Op.LinkTo link) {
    if (isTag(link.stream())) {
      throw new IllegalArgumentException("event " + link.seq() + " of stream \"" + link.target()
          + "\" cannot be linked into \"" + link.stream()
          + "\", since the links of a tag are in the order of their events; "
          + "tag an event in the commit that appends it");
    }
  }

  /**
   * Keeps the links of a tag in the order of their events, which are all of one stream. A merge relies on this order.
   */
  private static void refuseMisplacedTags(List<Op> ops) {
    var last = -1;
    for (var i = 0; i < ops.size(); i++) {
      if (ops.get(i) instanceof Op.Append) {
        last = i;
      } else if (ops.get(i) instanceof Op.Link link && isTag(link.stream())
          && (link.opIndex() != last || !isTagOf(ops.get(last), link.stream()))) {
        throw new IllegalArgumentException("op " + i + " links op " + link.opIndex() + " into \"" + link.stream()
            + "\"; tag an event right after it is appended, with a tag of its own stream");
      }
    }
  }

  private static boolean isTagOf(Op tagged, String tagStream) {
    return tagged instanceof Op.Append append && tagStream.startsWith(OwnKeys.tagStreams(append.stream()));
  }
}
