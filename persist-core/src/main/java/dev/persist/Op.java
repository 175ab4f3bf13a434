package dev.persist;

import java.time.Instant;
import java.util.Objects;

/** One step of a commit. The steps of a commit take effect in list order, all together or not at all. */
public sealed interface Op {
  /** Appends an event to {@code stream}. The backend gives it the next seq. */
  record Append(String stream, String type, Instant at, Json data, Json meta) implements Op {
    /** Checks names and size. */
    public Append {
      Limits.name("stream", stream);
      Limits.name("event type", type);
      Objects.requireNonNull(at, "at");
      Limits.meta(meta);
      Limits.data(data, meta);
    }

    /** Returns the event that this op appends when the backend gives it {@code seq}. */
    public Event event(long seq) {
      return new Event(stream, seq, type, at, data, meta);
    }
  }

  /**
   * Appends to {@code stream} a pointer to the event that op number {@code opIndex} of the same commit appends, counted
   * from 0. The backend fills in that event's seq, so a link needs no guard and no retry.
   */
  record Link(String stream, int opIndex) implements Op {
    /** Checks the name. */
    public Link {
      Limits.name("stream", stream);
    }
  }

  /**
   * Appends to {@code stream} a pointer to event {@code seq} of stream {@code target}, which was there before this
   * commit. When the last seq of {@code target} is lower, the commit is a conflict with a {@link Mismatch.Missing}:
   * nothing of it is written.
   *
   * @param at when the event that the link points to happened; it becomes the date of the link
   */
  record LinkTo(String stream, String target, long seq, Instant at) implements Op {
    /** Checks the names and the seq. */
    public LinkTo {
      Limits.name("stream", stream);
      Limits.name("stream of the linked event", target);
      Objects.requireNonNull(at, "at");
      if (seq < 1) {
        throw new IllegalArgumentException(
            "the link points to seq " + seq + " of stream \"" + target + "\"; the first seq is 1");
      }
    }
  }

  /** Sets the value of {@code key}. */
  record Put(String key, Json value) implements Op {
    /** Checks name and size. */
    public Put {
      Limits.name("key", key);
      Limits.value(key, value);
    }
  }

  /** Removes {@code key}; no effect when it is absent. */
  record Delete(String key) implements Op {
    /** Checks the name. */
    public Delete {
      Limits.name("key", key);
    }
  }

  /** Drops the events of {@code stream} up to and including {@code throughSeq}; the last seq stays as it is. */
  record Truncate(String stream, long throughSeq) implements Op {
    /** Checks the name and the seq. */
    public Truncate {
      Limits.name("stream", stream);
      if (throughSeq < 0) {
        throw new IllegalArgumentException("the seq to truncate through is " + throughSeq + "; a seq is 0 or more");
      }
    }
  }

  /**
   * Forgets commit ids that name {@code stream}. It forgets the id of each commit that appended to {@code stream}, and
   * whose last seq there is at most {@code throughSeq}. A forgotten id can be used again. The ids of commits that
   * appended nothing to {@code stream} are kept.
   */
  record Forget(String stream, long throughSeq) implements Op {
    /** Checks the name and the seq. */
    public Forget {
      Limits.name("stream", stream);
      if (throughSeq < 0) {
        throw new IllegalArgumentException("the seq to forget through is " + throughSeq + "; a seq is 0 or more");
      }
    }
  }

  /** Returns how many canonical bytes this op stores. */
  default long size() {
    return switch (this) {
      case Append append -> (long) append.data().size() + append.meta().size();
      case Put put -> put.value().size();
      case Link link -> 0;
      case LinkTo link -> 0;
      case Delete delete -> 0;
      case Truncate truncate -> 0;
      case Forget forget -> 0;
    };
  }
}
