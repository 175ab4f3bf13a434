package dev.persist.app.pages;

import dev.persist.Event;
import dev.persist.app.inspect.GlobalOrder;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.world.Reset;
import dev.persist.log.Linked;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/** The first page, the page of the API, and the button that has the conference made again. */
public final class HomePage implements Routes {
  private static final Set<String> EXAMPLES = Set.of("acl", "occurrence", "order");
  private static final Committed EXAMPLE = new Committed("occurrence", "booked", 12);
  private static final int LOOKED_AT = 20;

  /** What the first page shows. */
  public record Home(Committed last, boolean resettable) {}

  /**
   * What was committed. It names nobody.
   *
   * @param stream the kind of the stream
   */
  public record Committed(String stream, String type, long seq) {
    /** What the commit wrote beside the event. */
    public record Beside(String word, String sentence) {}

    /** Returns what the commit wrote beside the event. Every commit of the app notes a place; see {@link GlobalOrder}. */
    public Beside beside() {
      return switch (stream + " " + type) {
        case "acl granted", "acl revoked" -> new Beside("Key", "Who has this grant now, in the same commit.");
        case "order paid" -> new Beside("Key", "This payment is used up, in the same commit.");
        default -> new Beside("Order", "Its place among all events, in the same commit.");
      };
    }
  }

  private final GlobalOrder order;
  private final Changes changes;

  private final Reset reset;
  private final Guard guard;
  private final Frame frame;

  @Inject
  HomePage(GlobalOrder order, Changes changes, Reset reset, Guard guard, Frame frame) {
    this.order = order;
    this.changes = changes;
    this.reset = reset;
    this.guard = guard;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/", this::show, Permission.ANYONE);
    routes.get("/api", ctx -> frame.show(ctx, "api", "The API", "/api", HomePage.class, ""), Permission.ANYONE);
    routes.get("/live", ctx -> changes.answer(ctx, () -> order.timeline().position(), Optional::empty),
        Permission.SIGNED_IN);
    routes.post("/reset", this::reset, Permission.ADMIN);
  }

  private void show(Context ctx) {
    var admin = guard.visitor(ctx).filter(caller -> guard.isAdmin(caller.user())).isPresent();
    frame.show(ctx, "home", "Three small systems on one store", "/", HomePage.class,
        new Home(last(), admin && reset.isPossible()));
  }

  /** Returns the newest of the last few events that belongs to an example. */
  private Committed last() {
    var end = order.timeline().position();
    return order.timeline()
        .page(Math.max(1, end - LOOKED_AT + 1))
        .stream()
        .<Event>mapMulti((linked, to) -> {
          if (linked instanceof Linked.Present(var position, var event) && EXAMPLES.contains(kind(event))) {
            to.accept(event);
          }
        })
        .reduce((first, second) -> second)
        .map(event -> new Committed(kind(event), event.type(), event.seq()))
        .orElse(EXAMPLE);
  }

  private static String kind(Event event) {
    return event.stream().replaceFirst("/.*", "");
  }

  private void reset(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    if (!reset.isPossible()) {
      throw Refusal.notFound(
          "only a demo with its conference can make it again, on a store of its own whose folder holds nothing else");
    }
    reset.ask(Caller.of(ctx).user());
    frame.show(ctx, "again", "One moment", "/", HomePage.class, "");
  }
}
