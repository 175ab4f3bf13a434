package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Reserved;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says which streams have links to the events of a stream, so that a compaction of it can ask who follows those. Storage
 * format: for each pair of the two a key, whose value is the stream of links. The decision about the first link between
 * them writes it.
 *
 * <p>The links of the global order and of prefixes are known without. A stream has links of many tags: these are marked
 * only while somebody follows them.
 */
public final class LinkMarks {
  private static final String KIND = "linked-into";

  private LinkMarks() {}

  /** Returns what the keys of all marks of {@code stream} start with. */
  public static String marks(String stream) {
    return OwnKeys.prefix(stream, KIND);
  }

  /** Returns the key of the mark of {@code tag}, the stream of the links of a tag, beside those of the tagged stream. */
  public static String markOfTag(String tag) {
    return OwnKeys.sibling(tag, KIND, tag);
  }

  /**
   * Returns the key of a number that changes when an event of {@code stream} that was there before gets a link: a
   * compaction guards it, so that it drops no event which somebody began to need meanwhile.
   */
  public static String changes(String stream) {
    return OwnKeys.key(stream, KIND);
  }

  /** Returns the number that comes after {@code changes}. */
  public static Json next(Optional<Json> changes) {
    return Json.of(changes.map(number -> number.as(Long.class)).orElse(0L) + 1);
  }

  /** As {@link #changes}, of the stream that is tagged. */
  public static String changesOfTag(String tag) {
    return OwnKeys.sibling(tag, KIND);
  }

  /** Returns the keys that the decision about {@code commit} asks for. */
  public static Stream<String> asked(Commit commit) {
    return commit.ops().stream().flatMap(op -> switch (op) {
      case Op.Link link when commit.ops().get(link.opIndex()) instanceof Op.Append target ->
        marked(target.stream(), link.stream());
      case Op.LinkTo link -> Stream.concat(marked(link.target(), link.stream()), changed(link));
      default -> Stream.empty();
    });
  }

  /** Returns the key to mark when {@code links} gets a link to an event of {@code stream}, if there is one. */
  static Stream<String> marked(String stream, String links) {
    return Reserved.is(links) ? Stream.empty() : Stream.of(OwnKeys.key(stream, KIND, links));
  }

  /** Returns the key of the number that {@code link} changes, if there is one: tags and prefixes are built under guards. */
  static Stream<String> changed(Op.LinkTo link) {
    return Reserved.is(link.stream()) && !link.stream().equals(Event.GLOBAL)
        ? Stream.empty()
        : Stream.of(changes(link.target()));
  }
}
