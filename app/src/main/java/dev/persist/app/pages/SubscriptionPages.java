package dev.persist.app.pages;

import dev.persist.app.inspect.Names;
import dev.persist.app.inspect.Subscriptions;
import dev.persist.app.operation.SubscriptionReport;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.feed.Subscription;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page of subscriptions: how each does, and the forms by which an operator steers it. */
public final class SubscriptionPages implements Routes {
  private static final String PATH = "/inspect/subscriptions";
  private static final int SHOWN = 20;

  /**
   * What the page shows.
   *
   * @param next the address of the page that goes on; null when there is none
   */
  public record Shown(List<SubscriptionReport> reports, @Nullable String next) {}

  private final Subscriptions subscriptions;
  private final Frame frame;

  @Inject
  SubscriptionPages(Subscriptions subscriptions, Frame frame) {
    this.subscriptions = subscriptions;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(PATH, this::show, Permission.ADMIN);
    routes.post("/inspect/subscriptions/{name}", this::steer, Permission.ADMIN);
  }

  private void show(Context ctx) {
    var page = subscriptions.page(Names.query(ctx, "after"), SHOWN);
    var next = page.next() == null ? null : Links.to(PATH, "after", page.next());
    frame.show(ctx, "inspect-subscriptions", "Subscriptions", Tabs.SECTION, SubscriptionPages.class,
        new Shown(page.reports(), next));
  }

  private void steer(Context ctx) {
    var name = Names.path(ctx, "name");
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, PATH, () -> {
      var subscription = subscriptions.find(name);
      return switch (Form.text(ctx, "do").orElse("")) {
        case "pause" -> {
          subscription.pause();
          yield name + " is paused.";
        }
        case "resume" -> {
          subscription.resume();
          yield name + " may go on.";
        }
        case "skip" -> {
          subscriptions.requireStoppedAt(subscription, Form.text(ctx, "stream").orElse(""),
              Form.number(ctx, "seq", 1, Long.MAX_VALUE));
          subscriptions.skip(subscription);
          yield name + " leaves the event out at which it stopped.";
        }
        case "reset" -> reset(ctx, subscription);
        default -> throw new InvalidField("do", "must be pause, resume, skip or reset");
      };
    });
  }

  private static String reset(Context ctx, Subscription subscription) {
    var stream = Form.text(ctx, "stream").orElse("");
    var seq = Form.number(ctx, "seq", 0, Long.MAX_VALUE);
    Subscriptions.requireFollowed(subscription, stream);
    Subscriptions.reset(subscription, stream, seq);
    return subscription.name() + " goes on after event " + seq + " of " + stream + ".";
  }
}
