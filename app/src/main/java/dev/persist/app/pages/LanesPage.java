package dev.persist.app.pages;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.app.inspect.Names;
import dev.persist.app.inspect.Streams;
import dev.persist.app.pages.Lanes.Lane;
import dev.persist.app.pages.Lanes.Mark;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.log.Linked;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The page that shows the events of several streams on one axis of time. */
public final class LanesPage implements Routes {
  /** How many streams it shows at most. */
  static final int MOST = 8;

  private static final String PATH = "/inspect/lanes";
  private static final int SHOWN = 40;

  /**
   * What the page shows.
   *
   * @param streams the names of the streams that were asked for, with commas between them
   * @param missing those that are not there
   */
  public record Shown(String streams, Optional<Instant> until, Lanes lanes, List<String> missing) {}

  private final Persist store;
  private final Streams streams;
  private final Frame frame;

  @Inject
  LanesPage(Persist store, Streams streams, Frame frame) {
    this.store = store;
    this.streams = streams;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(PATH, this::show, Permission.ADMIN);
  }

  /** Returns the address of the page with the first of {@code streams}; a name with a comma cannot be shown. */
  static String link(Stream<String> streams) {
    return Links.to(PATH, "streams",
        String.join(",", streams.filter(name -> !name.contains(",")).distinct().limit(MOST).toList()));
  }

  private void show(Context ctx) {
    var asked = Names.queryList(ctx, "streams");
    var until = Form.queryTime(ctx, "until");
    InvalidField.unless(asked.size() <= MOST, "streams", "must name at most " + MOST + " streams");
    var there = asked.stream().filter(store.catalog()::exists).toList();
    var missing = asked.stream().filter(name -> !there.contains(name)).toList();
    var lanes = there.stream().map(name -> lane(name, until)).toList();
    frame.show(ctx, "inspect-lanes", "Lanes", Tabs.SECTION, LanesPage.class, new Shown(String.join(", ", asked), until,
        new Lanes("The events of the streams, by time", lanes), missing));
  }

  /** Shows the last events of {@code stream} until then. */
  private Lane lane(String stream, Optional<Instant> until) {
    var last = until.map(time -> streams.seqAt(stream, time)).orElseGet(() -> store.log().lastSeq(stream));
    var marks = store.log()
        .timeline(stream)
        .readFrom(Math.max(1, last - SHOWN + 1))
        .limit(SHOWN)
        .takeWhile(linked -> linked.position() <= last)
        .<Event>mapMulti((linked, to) -> {
          if (linked instanceof Linked.Present(var position, var event)) {
            to.accept(event);
          }
        })
        .map(event -> new Mark(event.at().toEpochMilli(), Entries.time(event.at()), event.type(),
            Entries.link(event.stream(), event.seq())))
        .toList();
    return new Lane(stream, Links.to("/inspect/streams/" + Links.part(stream)), marks);
  }
}
