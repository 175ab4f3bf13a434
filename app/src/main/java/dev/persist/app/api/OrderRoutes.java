package dev.persist.app.api;

import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Held;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Provenance;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.web.Signature;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Status;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Orders. Each command takes effect once per key. */
final class OrderRoutes implements Routes {
  static final Permission.Holder MOVERS = new Permission.Holder("app:orders");

  private final Ledger ledger;
  private final Signature signature;
  private final Guard guard;
  private final InstantSource clock;

  @Inject
  OrderRoutes(Ledger ledger, Signature signature, Guard guard, InstantSource clock) {
    this.ledger = ledger;
    this.signature = signature;
    this.guard = guard;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/api/orders", this::place, new Permission.Owner(
        ctx -> Optional.of(Bodies.read(ctx, OrderBodies.NewOrder.class).customer()), Permission.ADMIN));
    routes.post("/api/orders/{id}/payments", this::pay, Permission.ANYONE);
    routes.post("/api/orders/{id}/fulfilment", this::fulfil, MOVERS);
    routes.post("/api/orders/{id}/refunds", this::refund, MOVERS);
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

  private void pay(Context ctx) {
    signature.check(ctx);
    Provenance.by(Provenance.PAYMENT);
    var key = Rules.idempotencyKey(ctx);
    var signed = Bodies.read(ctx, OrderBodies.Payment.class);
    var id = Rules.path(ctx, "id");
    if (!signed.order().equals(id)) {
      throw Refusal.conflict("order: the payment is signed for order " + signed.order() + ", not for " + id, id,
          signed.order());
    }
    var payment = signed.paid();
    var held = held(ctx, id);
    var outcome = ledger.ifAt(held.seq()).pay(id, key, payment, clock.instant());
    if (outcome instanceof OrderOutcome.PaymentUsed(var other)) {
      throw Refusal.conflict(
          "reference: " + payment.reference() + " of " + payment.provider() + " was already used to pay another order",
          id, other);
    }
    if (outcome instanceof OrderOutcome.NotAllowed(var order, var why) && order.status() == Status.PLACED) {
      throw Refusal.conflict(why, order.total(), payment.amount());
    }
    answer(ctx, held, outcome, "placed");
  }

  private void fulfil(Context ctx) {
    var key = Rules.idempotencyKey(ctx);
    Bodies.requireNone(ctx);
    var id = Rules.path(ctx, "id");
    var held = held(ctx, id);
    answer(ctx, held, ledger.ifAt(held.seq()).fulfil(id, key, clock.instant()), "paid");
  }

  private void refund(Context ctx) {
    var key = Rules.idempotencyKey(ctx);
    Bodies.requireNone(ctx);
    var id = Rules.path(ctx, "id");
    var held = held(ctx, id);
    answer(ctx, held, ledger.ifAt(held.seq()).refund(id, key, clock.instant()), "paid or fulfilled");
  }

  private Held held(Context ctx, String id) {
    return Conditions.of(ctx).onRetryable(() -> {
      var seen = ledger.order(id);
      if (seen.value().isEmpty()) {
        throw unknown(id);
      }
      return Target.at(seen.seq());
    });
  }

  private static void answer(Context ctx, Held held, OrderOutcome outcome, String expected) {
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
    var seen = ledger.order(id);
    var order = seen.value().orElseThrow(() -> unknown(id));
    var history = ledger.history(id).takeWhile(event -> event.seq() <= seen.seq()).toList();
    Answers.tagged(ctx, Target.at(seen.seq()), OrderBodies.Detail.of(order, history, seen.seq()));
  }

  private void list(Context ctx) {
    var limit = Params.limit(ctx);
    var after = Params.number(ctx, "after", 0, Long.MAX_VALUE - 1, 0);
    var status = Params.query(ctx, "status").map(OrderRoutes::status);
    var customer = guard.permits(ctx, MOVERS) ? Optional.<String>empty() : Optional.of(Caller.of(ctx).user());
    var found = ledger.orders(after)
        .filter(entry -> status.map(entry.order().status()::equals).orElse(true))
        .filter(entry -> customer.map(entry.order().placed().customer()::equals).orElse(true));
    var page = Answers.Page.of(found, limit, Ledger.Entry::position);
    var orders = page.entries().stream().map(Ledger.Entry::order).map(OrderBodies.Summary::of).toList();
    ctx.json(new OrderBodies.Listing(orders, page.next()));
  }

  private static Status status(String name) {
    return Arrays.stream(Status.values())
        .filter(status -> OrderBodies.name(status).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> Refusal.field("status", "must be placed, paid, fulfilled or refunded"));
  }

  /** Refuses a body that asks for something, since it could ask for something that these commands do not do. */
  static Refusal unknown(String id) {
    return Refusal.notFound("there is no order " + id);
  }
}
