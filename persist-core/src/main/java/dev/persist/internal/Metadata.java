package dev.persist.internal;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.Op;
import java.util.function.Supplier;

/** Adds to the events of a commit the metadata that a store gives to each event. */
public final class Metadata {
  /** Adds none. */
  public static final Supplier<Json> NONE = () -> Json.EMPTY;

  private Metadata() {}

  /**
   * Returns {@code commit} with the fields of {@code meta} in the metadata of each event that it appends. A field that an
   * event has already stays. Asks {@code meta} once, in this thread; not at all when there is no event.
   */
  public static Commit added(Commit commit, Supplier<Json> meta) {
    if (meta.equals(NONE) || commit.ops().stream().noneMatch(Op.Append.class::isInstance)) {
      return commit;
    }
    var more = meta.get();
    return new Commit(commit.id(), commit.guards(), commit.ops().stream().map(op -> added(op, more)).toList());
  }

  private static Op added(Op op, Json more) {
    return op instanceof Op.Append(var stream, var type, var at, var data, var meta)
        ? new Op.Append(stream, type, at, data, meta.equals(Json.EMPTY) ? more : more.merge(meta))
        : op;
  }
}
