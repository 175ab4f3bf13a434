package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.app.operation.Readers;
import dev.persist.app.operation.SubscriptionReport;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.feed.Subscription;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which subscriptions there are, how each does, and what an operator does about it. */
final class SubscriptionRoutes implements Routes {
  record Subscriptions(List<Map<String, Object>> subscriptions, @Nullable Object next) {}

  record Reset(String stream, long seq) {
    Reset {
      InvalidField.unless(seq >= 0, "seq", "must be 0 or more");
    }
  }

  private final Persist store;
  private final InstantSource clock;

  @Inject
  SubscriptionRoutes(Persist store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/subscriptions", this::list, Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/pause", ctx -> steer(ctx, Subscription::pause), Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/resume", ctx -> steer(ctx, Subscription::resume), Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/skip", ctx -> steer(ctx, this::skip), Permission.ADMIN);
    routes.post("/api/subscriptions/{name}/reset", this::reset, Permission.ADMIN);
  }

  private void list(Context ctx) {
    var after = Names.query(ctx, "after");
    var limit = Params.limit(ctx);
    var names = Readers.subscriptions(store).tailMap(after, false);
    var page = Answers.Page.of(names.entrySet().stream(), limit, Map.Entry::getKey);
    ctx.json(new Subscriptions(page.entries().stream().map(each -> document(each.getValue())).toList(), page.next()));
  }

  private Map<String, Object> document(Subscription subscription) {
    return SubscriptionReport.of(subscription, clock.instant()).document();
  }

  private void steer(Context ctx, Consumer<Subscription> verb) {
    Bodies.requireNone(ctx);
    change(ctx, find(ctx), verb);
  }

  private void change(Context ctx, Subscription subscription, Consumer<Subscription> verb) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    verb.accept(subscription);
    ctx.json(document(subscription));
  }

  private Subscription find(Context ctx) {
    var name = Names.path(ctx, "name");
    return Readers.subscription(store, name)
        .orElseThrow(() -> Refusal.notFound(
            "no subscription " + name + " is registered; GET /api/subscriptions lists those there are"));
  }

  private void skip(Subscription subscription) {
    if (subscription.skip().isEmpty()) {
      throw Refusal.conflict("the subscription has not stopped at an event; nothing was changed", "stopped",
          SubscriptionReport.of(subscription, clock.instant()).word());
    }
  }

  private void reset(Context ctx) {
    var asked = Bodies.read(ctx, Reset.class);
    var subscription = find(ctx);
    InvalidField.unless(subscription.streams().contains(asked.stream), "stream",
        "must be one that the subscription follows: " + String.join(", ", subscription.streams()));
    change(ctx, subscription, it -> reset(it, asked));
  }

  private static void reset(Subscription subscription, Reset asked) {
    try {
      subscription.reset(asked.stream, asked.seq);
    } catch (IllegalArgumentException beyond) {
      throw Refusal.field("seq", String.valueOf(beyond.getMessage()));
    }
  }
}
