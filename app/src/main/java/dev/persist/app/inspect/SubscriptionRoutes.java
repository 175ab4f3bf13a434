package dev.persist.app.inspect;

import dev.persist.app.operation.SubscriptionReport;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.feed.Subscription;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which subscriptions there are, how each does, and what an operator does about it. */
final class SubscriptionRoutes implements Routes {
  record Documents(List<Map<String, Object>> subscriptions, @Nullable Object next) {}

  record Reset(String stream, long seq) {
    Reset {
      InvalidField.unless(seq >= 0, "seq", "must be 0 or more");
    }
  }

  private final Subscriptions subscriptions;

  @Inject
  SubscriptionRoutes(Subscriptions subscriptions) {
    this.subscriptions = subscriptions;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/subscriptions", this::list, Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/pause", ctx -> steer(ctx, Subscription::pause), Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/resume", ctx -> steer(ctx, Subscription::resume), Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/skip", ctx -> steer(ctx, subscriptions::skip), Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/reset", this::reset, Permission.ADMIN);
  }

  private void list(Context ctx) {
    var page = subscriptions.page(Names.query(ctx, "after"), Params.limit(ctx));
    ctx.json(new Documents(page.reports().stream().map(SubscriptionReport::document).toList(), page.next()));
  }

  private void steer(Context ctx, Consumer<Subscription> verb) {
    Bodies.requireNone(ctx);
    change(ctx, find(ctx), verb);
  }

  private void change(Context ctx, Subscription subscription, Consumer<Subscription> verb) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    verb.accept(subscription);
    ctx.json(subscriptions.report(subscription).document());
  }

  private Subscription find(Context ctx) {
    return subscriptions.find(Names.path(ctx, "name"));
  }

  private void reset(Context ctx) {
    var asked = Bodies.read(ctx, Reset.class);
    var subscription = find(ctx);
    Subscriptions.requireFollowed(subscription, asked.stream);
    change(ctx, subscription, it -> Subscriptions.reset(it, asked.stream, asked.seq));
  }
}
