package dev.persist.app.pages;

import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.app.inspect.Names;
import dev.persist.app.inspect.States;
import dev.persist.app.inspect.Streams;
import dev.persist.app.inspect.Views;
import dev.persist.app.operation.LinkedStreams;
import dev.persist.app.operation.Readers;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.internal.Reserved;
import dev.persist.log.Linked;
import dev.persist.log.Timeline;
import dev.persist.spi.Backend;
import dev.persist.view.Compactor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of streams: which there are, and each of them with its events and its state at any event. */
public final class StreamPages implements Routes {
  private static final String PATH = "/inspect/streams";
  private static final int SHOWN = 35;
  /** How many events a page folds at most, so that it is there at once. */
  private static final long MOST_FOLDED = 4_000;
  private static final int MOST_LINKING = 20;
  private static final long NOT_GIVEN = -1;

  /**
   * What the page of all streams shows.
   *
   * @param next the address of the page that goes on; null when there is none
   */
  public record Listing(String prefix, List<Streams.Head> streams, @Nullable String next) {}

  /**
   * The state at one event, and what differs between two.
   *
   * @param state the state, as text of several lines
   * @param changes what makes it of the state at the earlier event
   * @param why why there is no state; empty when there is one
   */
  public record Then(String state, List<Change> changes, String why) {}

  /**
   * What is kept beside the events of a stream.
   *
   * @param links the streams that may have links to its events: the first of them
   * @param compaction what a compaction may drop now; empty for a stream of links, which is not compacted by its snapshots
   */
  public record Kept(List<Readers.View> views, List<Linking> links, Optional<Compactor.Extent> compaction) {
    /** Returns whether it may have more streams of links than are shown. */
    public boolean more() {
      return links.size() == MOST_LINKING;
    }
  }

  /**
   * A stream of links to the events of another.
   *
   * @param name what people call it
   */
  public record Linking(String stream, String name) {}

  /**
   * What the page of a stream shows.
   *
   * @param last the last seq
   * @param seq at which event the state is shown; 0 for before the first
   * @param from the seq of the state to compare with
   * @param event the event at {@code seq}, if there is one
   * @param plays whether the page goes on to the next event by itself
   * @param first the position of the first event that is listed
   * @param earlier whether there may be events before it; compaction may have dropped them
   */
  public record OfStream(String stream, long last, long seq, long from, Optional<Linked> event, Then then,
      boolean plays, long first, boolean earlier, List<Linked> events, Kept kept) {
    /** Returns the path of the page. */
    public String path() {
      return PATH + "/" + Links.part(stream);
    }

    /** Returns whether it has links that persist keeps, whose times are those of the events they lead to. */
    public boolean reserved() {
      return Limits.isReserved(stream);
    }

    /** Returns the address that shows the same as this page. */
    public String here() {
      return from == Math.max(0, seq - 1) ? at(seq) : Links.to(path(), "from", from, "to", seq);
    }

    /** Returns the address of the page at another seq. */
    public String at(long other) {
      return Links.to(path(), "seq", Math.clamp(other, 0, last));
    }

    /** Returns the address of the page that goes on by itself: from here, or at the end from the start. */
    public String play() {
      return at(seq == last ? 0 : seq) + "&play=on";
    }

    /** Returns the address that lists other events. */
    public String listing(long other) {
      return Links.to(path(), "seq", seq, "events", other);
    }

    /** Returns the position of the first event on the page of events before this one. */
    public long previousFirst() {
      return Math.max(1, first - SHOWN);
    }

    /** Returns the position of the first event after those that are listed. */
    public long nextFirst() {
      return first + SHOWN;
    }
  }

  private final Persist store;
  private final Backend backend;
  private final Streams streams;
  private final States states;
  private final Views views;
  private final Frame frame;

  @Inject
  StreamPages(Persist store, Backend backend, Streams streams, States states, Views views, Frame frame) {
    this.store = store;
    this.backend = backend;
    this.streams = streams;
    this.states = states;
    this.views = views;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(PATH, this::list, Permission.ADMIN);
    routes.get("/inspect/streams/{name}", this::show, Permission.ADMIN);
  }

  private void list(Context ctx) {
    var prefix = Names.query(ctx, "prefix");
    var page = streams.heads(prefix, Names.query(ctx, "after"), SHOWN);
    var next = page.next() == null ? null : Links.to(PATH, "prefix", prefix, "after", page.next());
    frame.show(ctx, "inspect-streams", "Streams", Tabs.SECTION, StreamPages.class,
        new Listing(prefix, page.streams(), next));
  }

  private void show(Context ctx) {
    var seqAsked = seq(ctx, "seq");
    var toAsked = seq(ctx, "to");
    var fromAsked = seq(ctx, "from");
    var at = Form.queryTime(ctx, "at");
    var plays = Params.query(ctx, "play").equals(Optional.of("on"));
    var listed = Params.number(ctx, "events", 1, Long.MAX_VALUE, NOT_GIVEN);
    var timeline = timeline(Names.path(ctx, "name"));
    var name = timeline.stream();
    var last = timeline.position();
    InvalidField.unless(at.isEmpty() || !Limits.isReserved(name), "at", "goes with a stream of events, not of links");
    var asked = Math.max(seqAsked, toAsked);
    var seq = at.isPresent() ? streams.seqAt(name, at.get()) : asked == NOT_GIVEN ? last : asked;
    var from = fromAsked == NOT_GIVEN ? Math.max(0, seq - 1) : fromAsked;
    InvalidField.unless(Math.max(seq, from) <= last, seq > last ? "seq" : "from", "must be at most " + last);
    var event = seq == 0
        ? Optional.<Linked>empty()
        : timeline.readFrom(seq).findFirst().filter(found -> found.position() == seq);
    var wanted = listed == NOT_GIVEN ? Math.max(1, last - SHOWN + 1) : listed;
    var events = timeline.readFrom(wanted).limit(SHOWN).toList();
    var first = events.isEmpty() ? wanted : events.getFirst().position();
    frame.show(ctx, "inspect-stream", name, Tabs.SECTION, StreamPages.class, new OfStream(name, last, seq, from, event,
        then(name, from, seq), plays && seq < last, first, first == wanted && first > 1, events, kept(name)));
  }

  /** Returns the timeline of a stream that is there. Those of links that persist keeps are shown, too. */
  private Timeline timeline(String name) {
    if (!Limits.isReserved(name) || Reserved.isLinks(name)) {
      var timeline = store.log().timeline(name);
      if (timeline.position() > 0) {
        return timeline;
      }
    }
    throw Refusal.notFound("there is no stream " + name);
  }

  private Kept kept(String name) {
    if (Limits.isReserved(name)) {
      return new Kept(views.of(name), List.of(), Optional.empty());
    }
    var links = LinkedStreams.of(backend, name)
        .filter(linking -> !linking.equals(name) && backend.lastSeq(linking) > 0)
        .limit(MOST_LINKING)
        .map(linking -> new Linking(linking, LinkedStreams.label(linking)))
        .toList();
    return new Kept(views.of(name), links, Optional.of(store.compactor().find(name, Long.MAX_VALUE)));
  }

  private static long seq(Context ctx, String parameter) {
    return Params.query(ctx, parameter).filter(String::isBlank).isPresent()
        ? NOT_GIVEN
        : Params.number(ctx, parameter, 0, Long.MAX_VALUE, NOT_GIVEN);
  }

  private Then then(String name, long from, long seq) {
    if (Math.max(from, seq) > MOST_FOLDED) {
      return new Then("", List.of(), "A page folds " + MOST_FOLDED
          + " events at most. GET /api/streams/{name}/state?seq=" + seq + " folds them all.");
    }
    try {
      var state = states.at(name, seq);
      return new Then(state.tree().toPrettyString(), Change.all(states.at(name, from), state), "");
    } catch (Refusal e) {
      if (e.isFault()) {
        throw e;
      }
      return new Then("", List.of(), "" + e.getMessage());
    }
  }
}
