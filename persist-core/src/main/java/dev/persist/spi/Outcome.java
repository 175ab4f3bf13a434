package dev.persist.spi;

import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import java.util.List;

/**
 * What a commit with an id wrote. It is stored with the commit, so that a retry can be answered even after truncation.
 *
 * @param id the commit's id
 * @param events the events that the commit appended, links included, in op order
 */
public record Outcome(CommitId id, List<Event> events) {
  /** Copies the list. */
  public Outcome {
    events = List.copyOf(events);
  }

  /** Returns the last seq that the commit appended to the stream of its id: 0 when it appended nothing there. */
  public long lastSeq() {
    return events.stream().filter(event -> event.stream().equals(id.stream())).mapToLong(Event::seq).max().orElse(0);
  }

  /** Returns whether {@link dev.persist.Op.Forget} of the id's stream, through {@code seq}, forgets this outcome. */
  public boolean isForgottenThrough(long seq) {
    return lastSeq() > 0 && lastSeq() <= seq;
  }

  /** Returns what a later commit with the same stream and key gets: the original events, or that the id was reused. */
  public CommitResult answer(CommitId later) {
    return id.digest().equals(later.digest())
        ? new CommitResult.AlreadyCommitted(events)
        : new CommitResult.IdReused(later, id.digest());
  }
}
