package dev.persist;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One atomic and durable write to streams and keys, all or nothing. It is the only way to write.
 *
 * <pre>{@code
 * var result = store.commit(Commit.builder()
 *     .append("book/dune", NewEvent.of("bought", now, Map.of("copies", 2)))
 *     .append("purchases", NewEvent.of("paid", now, Map.of("cents", 3200)))
 *     .put("shelf/dune", Json.of(2))
 *     .keyAbsent("closed") // if "closed" has a value, nothing is written
 *     .build());
 * }</pre>
 *
 * @param id makes a retry return the outcome of the first attempt; without an id, each attempt is a write of its own
 * @param guards the conditions of the write; all are checked before any op takes effect
 * @param ops the steps of the write, in this order; a commit without ops only checks its guards
 */
public record Commit(Optional<CommitId> id, List<Guard> guards, List<Op> ops) {
  /** Checks the limits, and that every link points to an earlier append. */
  public Commit {
    guards = List.copyOf(guards);
    ops = List.copyOf(ops);
    Limits.atMost("the guards of the commit", "COMMIT_PARTS", Limits.COMMIT_PARTS, guards.size());
    Limits.atMost("the ops of the commit", "COMMIT_PARTS", Limits.COMMIT_PARTS, ops.size());
    Limits.atMost("the bytes of the commit", "COMMIT_BYTES", Limits.COMMIT_BYTES, size(ops));
    for (var i = 0; i < ops.size(); i++) {
      if (ops.get(i) instanceof Op.Link link && !isAppend(ops, link.opIndex(), i)) {
        throw new IllegalArgumentException("op " + i + " links to op " + link.opIndex()
            + ", which is not an append before it; link to one that is");
      }
    }
  }

  /** Returns how many canonical bytes this commit stores. */
  public long size() {
    return size(ops);
  }

  private static long size(List<Op> ops) {
    var bytes = 0L;
    for (var op : ops) {
      bytes += op.size();
    }
    return bytes;
  }

  private static boolean isAppend(List<Op> ops, int index, int before) {
    return index >= 0 && index < before && ops.get(index) instanceof Op.Append;
  }

  /** Starts an empty commit. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of a commit. Not thread-safe. Call {@link #build} once. */
  public static final class Builder {
    private Optional<CommitId> id = Optional.empty();
    private final List<Guard> guards = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private int lastAppend = -1;

    private Builder() {}

    /** Names the commit, which makes a retry safe. */
    public Builder id(CommitId id) {
      this.id = Optional.of(id);
      return this;
    }

    /** Expects the last seq of {@code stream} to be {@code seq}. */
    public Builder streamAt(String stream, long seq) {
      guards.add(Guard.streamAt(stream, seq));
      return this;
    }

    /** Expects all of {@code guards} to hold. */
    public Builder guards(List<Guard> guards) {
      this.guards.addAll(guards);
      return this;
    }

    /** Expects the value of {@code key} to be {@code value}. */
    public Builder keyIs(String key, Json value) {
      guards.add(Guard.keyIs(key, value));
      return this;
    }

    /** Expects {@code key} to have no value. */
    public Builder keyAbsent(String key) {
      guards.add(Guard.keyAbsent(key));
      return this;
    }

    /** Appends {@code event} to {@code stream}. */
    public Builder append(String stream, NewEvent event) {
      lastAppend = ops.size();
      ops.add(new Op.Append(stream, event.type(), event.at(), event.data(), event.meta()));
      return this;
    }

    /**
     * Appends to {@code stream} a link to the event of the last {@link #append}, and to no other event.
     *
     * @throws IllegalArgumentException when nothing was appended yet
     */
    public Builder link(String stream) {
      return linkLast("link to \"" + stream + "\"", stream);
    }

    /**
     * Appends to {@code stream} a link to {@code stored}, an event that the caller read from a store. Use it to give a
     * new reader the events that were there before it. The commit is a conflict when
     * the stream of {@code stored} has not reached the seq of {@code stored} in this store.
     *
     * @throws IllegalArgumentException when {@code stored} is itself a link
     */
    public Builder link(String stream, Event stored) {
      if (stored.type().equals(Event.LINK)) {
        throw new IllegalArgumentException("event " + stored.seq() + " of stream \"" + stored.stream()
            + "\" is itself a link; link the event that it points to");
      }
      ops.add(new Op.LinkTo(stream, stored.stream(), stored.seq(), stored.at()));
      return this;
    }

    /**
     * Gives the event of the last {@link #append}, and no other event, a place in the global order.
     *
     * @throws IllegalArgumentException when nothing was appended yet
     */
    public Builder global() {
      return linkLast("place in the global order", Event.GLOBAL);
    }

    private Builder linkLast(String what, String stream) {
      if (lastAppend < 0) {
        throw new IllegalArgumentException("there is no event for the " + what + "; append the event first, or let the"
            + " decider link the events that it decides (Decider.linking)");
      }
      ops.add(new Op.Link(stream, lastAppend));
      return this;
    }

    /** Sets the value of {@code key}. */
    public Builder put(String key, Json value) {
      ops.add(new Op.Put(key, value));
      return this;
    }

    /** Removes {@code key}; no effect when it is absent. */
    public Builder delete(String key) {
      ops.add(new Op.Delete(key));
      return this;
    }

    /** Drops the events of {@code stream} up to and including {@code throughSeq}; the last seq stays as it is. */
    public Builder truncate(String stream, long throughSeq) {
      ops.add(new Op.Truncate(stream, throughSeq));
      return this;
    }

    /** Forgets the ids under which events of {@code stream} up to and including {@code throughSeq} were appended. */
    public Builder forget(String stream, long throughSeq) {
      ops.add(new Op.Forget(stream, throughSeq));
      return this;
    }

    /**
     * Returns the commit.
     *
     * @throws IllegalArgumentException when the commit is over a limit
     */
    public Commit build() {
      return new Commit(id, guards, ops);
    }
  }
}
