package dev.persist.app.pages;

import dev.persist.app.inspect.GlobalOrder;
import dev.persist.app.inspect.Names;
import dev.persist.app.inspect.Search;
import dev.persist.app.inspect.Search.Found;
import dev.persist.app.inspect.Search.Wanted;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.log.Linked;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** The first page of the inspector: the events of all streams, newest first, and a search among them. */
public final class TimelinePage implements Routes {
  private static final String PATH = "/inspect";
  private static final int SHOWN = 40;

  /**
   * What the page shows.
   *
   * @param end the last position of the order, before the events were looked for
   * @param newest whether it begins with the newest events
   */
  public record Timeline(Wanted wanted, Found found, long end, boolean newest) {
    /** Returns whether events are looked for, and not only shown. */
    public boolean searches() {
      return !wanted.equals(Wanted.ALL);
    }

    /** Returns whether it changes with the events. A search does not: each change would begin it again. */
    public boolean live() {
      return newest && !searches();
    }

    /** Returns whether the search ended before it had looked at all events, or had found as many as fit on the page. */
    public boolean stopped() {
      return found.last() > 1 && found.events().size() < SHOWN;
    }

    /** Returns the address of the page that shows the streams of these events side by side. */
    public String lanes() {
      return LanesPage.link(found.events().stream().map(linked -> switch (linked) {
        case Linked.Present(var position, var event) -> event.stream();
        case Linked.Compacted(var position, var stream, var seq) -> stream;
      }));
    }

    /** Returns the address of this page. */
    public String here() {
      return from("");
    }

    /** Returns the address of the page that goes on. */
    public String next() {
      return from("" + found.last());
    }

    private String from(String before) {
      return Links.to(PATH, "prefix", wanted.prefix(), "type", wanted.type(), "text", wanted.text(), "correlation",
          wanted.correlation(), "from", text(wanted.from()), "until", text(wanted.until()), "before", before);
    }

    /** Returns a time as an input of the type datetime-local takes it. */
    public static String input(Optional<Instant> time) {
      return text(time).replace("Z", "");
    }

    private static String text(Optional<Instant> time) {
      return time.map(Instant::toString).orElse("");
    }
  }

  private final GlobalOrder order;
  private final Search search;
  private final Changes changes;
  private final Frame frame;

  @Inject
  TimelinePage(GlobalOrder order, Search search, Changes changes, Frame frame) {
    this.order = order;
    this.search = search;
    this.changes = changes;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(PATH, this::show, Permission.ADMIN);
    routes.get("/inspect/live", ctx -> changes.answerAdmin(ctx, () -> order.timeline().position()),
        Permission.ADMIN);
  }

  private void show(Context ctx) {
    var before = Params.number(ctx, "before", 1, Long.MAX_VALUE, Long.MAX_VALUE);
    var wanted = new Wanted(Names.query(ctx, "prefix"), Names.query(ctx, "type"), Names.query(ctx, "text"),
        Names.query(ctx, "correlation"), Form.queryTime(ctx, "from"), Form.queryTime(ctx, "until"));
    var end = order.timeline().position();
    frame.show(ctx, "inspect", "Inspector", Tabs.SECTION, TimelinePage.class,
        new Timeline(wanted, search.find(wanted, before, SHOWN), end, before == Long.MAX_VALUE));
  }
}
