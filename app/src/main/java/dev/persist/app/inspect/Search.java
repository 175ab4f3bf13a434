package dev.persist.app.inspect;

import static java.util.Locale.ROOT;

import dev.persist.Event;
import dev.persist.app.web.Provenance;
import dev.persist.log.Linked;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds events of all streams, newest first. It has no index, so one call looks at a bounded number of events and says where it
 * stopped. Safe for use by any thread.
 */
public final class Search {
  /** How many events one call looks at, at most. */
  public static final int LOOKS_AT = 7_000;

  /** In memory; an event may have a mebibyte. */
  private static final int AT_ONCE = 100;

  private final GlobalOrder order;

  @Inject
  Search(GlobalOrder order) {
    this.order = order;
  }

  /**
   * What is looked for. A part that is empty lets every event through.
   *
   * @param prefix the first characters of the name of the stream
   * @param type the whole type
   * @param text characters of the data or of the metadata, in either case
   * @param correlation what the event is a part of
   * @param from the first time at which it may have happened
   * @param until the last time at which it may have happened
   */
  public record Wanted(String prefix, String type, String text, String correlation, Optional<Instant> from,
      Optional<Instant> until) {
    /** Every event. */
    public static final Wanted ALL = new Wanted("", "", "", "", Optional.empty(), Optional.empty());

    /** Of an event that was dropped, only the stream is known. */
    private boolean fits(Linked linked) {
      return switch (linked) {
        case Linked.Present(var position, var event) -> fits(event);
        case Linked.Compacted(var position, var stream, var seq) ->
          stream.startsWith(prefix) && equals(new Wanted(prefix, "", "", "", Optional.empty(), Optional.empty()));
      };
    }

    private boolean fits(Event event) {
      return event.stream().startsWith(prefix)
          && (type.isEmpty() || event.type().equals(type))
          && from.filter(event.at()::isBefore).isEmpty()
          && until.filter(event.at()::isAfter).isEmpty()
          && (correlation.isEmpty() || Provenance.correlation(event.meta()).equals(Optional.of(correlation)))
          && (text.isEmpty()
              || (event.data() + "\n" + event.meta()).toLowerCase(ROOT).contains(text.toLowerCase(ROOT)));
    }
  }

  /**
   * What was found.
   *
   * @param events newest first
   * @param looked how many events were looked at
   * @param last the position of the oldest event that was looked at; 1 when there is none before it
   */
  public record Found(List<Linked> events, long looked, long last) {}

  /**
   * Finds {@code most} events, or as many as there are among the next {@link #LOOKS_AT}.
   *
   * @param before the position in the order before which to look, such as {@link Found#last()}
   */
  public Found find(Wanted wanted, long before, int most) {
    var timeline = order.timeline();
    var first = Math.min(before - 1, timeline.position());
    var atOnce = wanted.equals(Wanted.ALL) ? most : AT_ONCE;
    var found = new ArrayList<Linked>();
    var next = first;
    while (next > 0 && first - next < LOOKS_AT) {
      var low = Math.max(1, next - atOnce + 1);
      for (var linked : timeline.readFrom(low).limit(next - low + 1).toList().reversed()) {
        if (wanted.fits(linked)) {
          found.add(linked);
          if (found.size() == most) {
            return new Found(found, first - linked.position() + 1, linked.position());
          }
        }
      }
      next = low - 1;
    }
    return new Found(found, first - next, next + 1);
  }
}
