package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.app.operation.Readers;
import dev.persist.app.operation.SubscriptionReport;
import dev.persist.app.web.Answers;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Refusal;
import dev.persist.feed.Subscription;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which subscriptions there are, how each does, and what an operator does about it. Safe for use by any thread. */
public final class Subscriptions {
  /**
   * A page of subscriptions.
   *
   * @param next after which name the next page begins; null when there is none
   */
  public record Listing(List<SubscriptionReport> reports, @Nullable Object next) {}

  private final Persist store;
  private final InstantSource clock;

  @Inject
  Subscriptions(Persist store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Returns the first {@code limit} subscriptions after {@code after}, by name. */
  public Listing page(String after, int limit) {
    var names = Readers.subscriptions(store).tailMap(after, false);
    var page = Answers.Page.of(names.entrySet().stream(), limit, Map.Entry::getKey);
    return new Listing(page.entries().stream().map(each -> report(each.getValue())).toList(), page.next());
  }

  /** Reports on {@code subscription}. */
  public SubscriptionReport report(Subscription subscription) {
    return SubscriptionReport.of(subscription, clock.instant());
  }

  /**
   * Returns the subscription {@code name}.
   *
   * @throws Refusal when none is registered under this name
   */
  public Subscription find(String name) {
    return Readers.subscription(store, name)
        .orElseThrow(() -> Refusal.notFound(
            "no subscription " + name + " is registered; GET /api/subscriptions lists those there are"));
  }

  /**
   * Requires that it has stopped at event {@code seq} of {@code stream}, and not at another by now.
   *
   * @throws Refusal when it has not
   */
  public void requireStoppedAt(Subscription subscription, String stream, long seq) {
    var stopped = subscription.status().stopped();
    if (stopped.filter(at -> at.stream().equals(stream) && at.seq() == seq).isEmpty()) {
      throw Refusal.conflict("the subscription has not stopped at event " + seq + " of " + stream
          + "; nothing was changed", "stopped at event " + seq + " of " + stream,
          stopped
              .map(at -> "stopped at event " + at.seq() + " of " + at.stream())
              .orElseGet(() -> report(subscription).word()));
    }
  }

  /**
   * Goes on after the event at which it stopped, without handling it.
   *
   * @throws Refusal when it has not stopped; nothing was changed
   */
  public void skip(Subscription subscription) {
    if (subscription.skip().isEmpty()) {
      throw Refusal.conflict("the subscription has not stopped at an event; nothing was changed", "stopped",
          report(subscription).word());
    }
  }

  /**
   * Requires that it follows {@code stream}.
   *
   * @throws InvalidField when it does not
   */
  public static void requireFollowed(Subscription subscription, String stream) {
    InvalidField.unless(subscription.streams().contains(stream), "stream",
        "must be one that the subscription follows: " + String.join(", ", subscription.streams()));
  }

  /**
   * Goes on after event {@code seq} of {@code stream}, which it follows.
   *
   * @throws Refusal when the stream has no such seq; nothing was changed
   */
  public static void reset(Subscription subscription, String stream, long seq) {
    try {
      subscription.reset(stream, seq);
    } catch (IllegalArgumentException beyond) {
      throw Refusal.field("seq", String.valueOf(beyond.getMessage()));
    }
  }
}
