package dev.persist.app.api;

import dev.persist.Event;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Held;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Status;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Places and shows orders. */
final class OrderRoutes implements Routes {
  static final Permission.Holder MOVERS = new Permission.Holder("app:orders");

  private final Ledger ledger;
  private final Guard guard;
  private final InstantSource clock;

  @Inject
  OrderRoutes(Ledger ledger, Guard guard, InstantSource clock) {
    this.ledger = ledger;
    this.guard = guard;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/api/orders", this::place, new Permission.Owner(
        ctx -> Optional.of(Bodies.read(ctx, OrderBodies.NewOrder.class).customer()), Permission.ADMIN));
    routes.get("/api/orders/{id}", this::read, customer(ledger));
    routes.get("/api/orders", this::list, Permission.SIGNED_IN);
  }

  /** Returns the permission of the customer of the order {@code id} in the path, and of {@link #MOVERS}. */
  static Permission customer(Ledger ledger) {
    return new Permission.Owner(
        ctx -> ledger.order(Rules.path(ctx, "id")).value().map(order -> order.placed().customer()), MOVERS);
  }

  private void place(Context ctx) {
    var key = Rules.idempotencyKey(ctx);
    var asked = Bodies.read(ctx, OrderBodies.NewOrder.class);
    var held = Conditions.of(ctx).on(() -> Target.UNTAGGED); // the target is the list of orders
    answer(ctx, held, ledger.place(key, asked.customer(), asked.currency(), asked.ledgerLines(), clock.instant()),
        "no order");
  }

  /**
   * Answers with what became of a command.
   *
   * @param expected the status that the order should have had
   */
  static void answer(Context ctx, Held held, OrderOutcome outcome, String expected) {
    switch (outcome) {
      case OrderOutcome.Accepted(var order) -> ctx.status(201).json(OrderBodies.Summary.of(order));
      case OrderOutcome.Replayed(var order) -> ctx.json(OrderBodies.Summary.of(order));
      case OrderOutcome.KeyReused(var key) ->
        throw Refusal.of(422, "Idempotency-Key " + key + " already stands for another request; use a new key");
      case OrderOutcome.NotAllowed(var order, var why) ->
        throw Refusal.conflict(why, expected, OrderBodies.name(order.status()));
      case OrderOutcome.Busy busy -> throw Refusal.busy();
      case OrderOutcome.Stale stale -> throw held.lost();
      case OrderOutcome.PaymentUsed used -> throw new IllegalStateException("only a payment is used: " + used);
      case OrderOutcome.Unknown(var id) -> throw unknown(id);
    }
  }

  private void read(Context ctx) {
    var id = Rules.path(ctx, "id");
    Params.instant(ctx, "at").ifPresentOrElse(at -> showAsOf(ctx, id, at), () -> show(ctx, id));
  }

  private void show(Context ctx, String id) {
    var seen = ledger.order(id);
    var order = seen.value().orElseThrow(() -> unknown(id));
    show(ctx, order, ledger.history(id).takeWhile(event -> event.seq() <= seen.seq()).toList());
  }

  private void showAsOf(Context ctx, String id, Instant at) {
    var history = ledger.history(id).takeWhile(event -> !event.at().isAfter(at)).toList();
    var order = history.isEmpty() ? Optional.<Order>empty() : ledger.orderAt(id, history.getLast().seq());
    show(ctx, order.orElseThrow(() -> Refusal.notFound("order " + id + " was not placed by " + at)), history);
  }

  private static void show(Context ctx, Order order, List<Event> history) {
    var seq = history.getLast().seq();
    Answers.tagged(ctx, Target.at(seq), OrderBodies.Detail.of(order, history, seq));
  }

  private void list(Context ctx) {
    var limit = Params.limit(ctx);
    var after = Params.number(ctx, "after", 0, Long.MAX_VALUE - 1, 0);
    var status = Params.query(ctx, "status").map(OrderRoutes::status);
    var orders = guard.permits(ctx, MOVERS) ? ledger.orders(after) : ledger.ordersOf(Caller.of(ctx).user(), after);
    var found = orders.filter(entry -> status.map(entry.order().status()::equals).orElse(true));
    var page = Answers.Page.of(found, limit, Ledger.Entry::position);
    var shown = page.entries().stream().map(Ledger.Entry::order).map(OrderBodies.Summary::of).toList();
    ctx.json(new OrderBodies.Listing(shown, page.next()));
  }

  private static Status status(String name) {
    return Arrays.stream(Status.values())
        .filter(status -> OrderBodies.name(status).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> Refusal.field("status", "must be placed, paid, fulfilled or refunded"));
  }

  static Refusal unknown(String id) {
    return Refusal.notFound("there is no order " + id);
  }
}
