package dev.persist.app.pages;

import dev.persist.Event;
import dev.persist.app.api.Rules;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The pages of orders: placing, paying, sending and paying back, each once per key. */
public final class OrderPages implements Routes {
  private static final String SECTION = "/orders";
  private static final int SHOWN = 20;
  private static final Permission.Holder MOVERS = new Permission.Holder("app:orders");

  /**
   * What the list shows.
   *
   * @param key stands for the next order that the form places, so that sending it twice places one
   * @param totals what the shop earned, if the user may know
   */
  public record Listing(List<Ledger.Entry> orders, Optional<Long> next, String user, String key,
      Optional<Totals> totals) {}

  /**
   * What the page of an order shows.
   *
   * @param key stands for the next command of the page
   */
  public record Detail(Order order, long seq, List<Event> history, boolean mover, String key) {}

  private final Ledger ledger;
  private final Guard guard;
  private final Frame frame;
  private final InstantSource clock;

  @Inject
  OrderPages(Ledger ledger, Guard guard, Frame frame, InstantSource clock) {
    this.ledger = ledger;
    this.guard = guard;
    this.frame = frame;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(SECTION, this::list, Permission.SIGNED_IN);
    routes.post(SECTION, this::place, Permission.SIGNED_IN);
    routes.get("/orders/{id}", this::order, new Permission.Owner(
        ctx -> ledger.order(Rules.path(ctx, "id")).value().map(order -> order.placed().customer()), MOVERS));
    routes.post("/orders/{id}", this::act, MOVERS);
  }

  private void list(Context ctx) {
    var user = Caller.of(ctx).user();
    var mover = guard.permits(ctx, MOVERS);
    var after = Params.number(ctx, "after", 0, Long.MAX_VALUE - 1, 0);
    var found = ledger.orders(after)
        .filter(entry -> mover || entry.order().placed().customer().equals(user))
        .limit(SHOWN + 1)
        .toList();
    var page = found.subList(0, Math.min(SHOWN, found.size()));
    var next = found.size() > SHOWN ? Optional.of(page.getLast().position()) : Optional.<Long>empty();
    frame.show(ctx, "orders", "Orders", SECTION, OrderPages.class,
        new Listing(page, next, user, key(), mover ? Optional.of(ledger.totals()) : Optional.empty()));
  }

  private void place(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    var user = Caller.of(ctx).user();
    var placed = new String[]{SECTION};
    frame.answer(ctx, () -> placed[0], () -> {
      var customer = Form.text(ctx, "customer").orElse(user);
      if (!customer.equals(user) && !guard.isAdmin(user)) {
        throw Refusal.of(403, "you can order only for yourself; ask an admin to do it");
      }
      var line = new Line(Form.name(ctx, "sku"), (int) Form.number(ctx, "quantity", 1, 1_000_000), price(ctx, "price"));
      var key = Form.name(ctx, "key");
      var outcome = ledger.place(key, Rules.name("customer", customer), "GBP", List.of(line), clock.instant());
      if (outcome instanceof OrderOutcome.Accepted || outcome instanceof OrderOutcome.Replayed) {
        placed[0] = path(Ledger.idOf(key));
      }
      return said(outcome, "The order is placed.");
    });
  }

  private void order(Context ctx) {
    var id = Rules.path(ctx, "id");
    var seen = ledger.order(id);
    var order = seen.value().orElseThrow(() -> Refusal.notFound("there is no order " + id));
    var history = ledger.history(id).takeWhile(event -> event.seq() <= seen.seq()).toList();
    frame.show(ctx, "order", "Order " + id, SECTION, OrderPages.class,
        new Detail(order, seen.seq(), history, guard.permits(ctx, MOVERS), key()));
  }

  private void act(Context ctx) {
    var id = Rules.path(ctx, "id");
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, () -> path(id), () -> {
      var key = Form.name(ctx, "key");
      var order = ledger.order(id).value().orElseThrow(() -> Refusal.notFound("there is no order " + id));
      var now = clock.instant();
      return switch (Form.text(ctx, "do").orElse("")) {
        case "pay" -> said(ledger.pay(id, key, new Paid(order.total(), "counter", key), now), "The order is paid.");
        case "fulfil" -> said(ledger.fulfil(id, key, now), "The order is sent.");
        case "refund" -> said(refund(ctx, id, key, order), "The money is paid back.");
        default -> throw new InvalidField("do", "must be pay, fulfil or refund");
      };
    });
  }

  private OrderOutcome refund(Context ctx, String id, String key, Order order) {
    var currency = order.total().currency();
    return Form.text(ctx, "amount").isEmpty()
        ? ledger.refund(id, key, clock.instant())
        : ledger.refund(id, key, new Money(price(ctx, "amount"), currency), clock.instant());
  }

  private static String said(OrderOutcome outcome, String done) {
    return switch (outcome) {
      case OrderOutcome.Accepted accepted -> done;
      case OrderOutcome.Replayed replayed -> "That was done before, under the same key. Nothing was written.";
      case OrderOutcome.KeyReused(var key) -> throw Refusal.of(422, "the key " + key + " stands for another command");
      case OrderOutcome.NotAllowed(var order, var why) -> throw Refusal.of(409, why);
      case OrderOutcome.PaymentUsed(var other) -> throw Refusal.of(409, "that payment paid order " + other);
      case OrderOutcome.Unknown(var id) -> throw Refusal.notFound("there is no order " + id);
      case OrderOutcome.Busy busy -> throw Refusal.busy();
      case OrderOutcome.Stale stale -> throw Refusal.busy();
    };
  }

  /** Reads an amount such as 12.50, in minor units. */
  private static long price(Context ctx, String field) {
    var text = Form.text(ctx, field).orElse("");
    InvalidField.unless(text.matches("[0-9]{1,10}([.][0-9]{1,2})?"), field, "must be an amount such as 12.50");
    return new BigDecimal(text).movePointRight(2).longValueExact();
  }

  /** Writes an amount of minor units, such as 12.50 GBP. */
  public static String text(Money money) {
    return text(BigInteger.valueOf(money.amount()), money.currency());
  }

  /** Writes an amount of minor units, such as 12.50 GBP. */
  public static String text(BigInteger amount, String currency) {
    return new BigDecimal(amount, 2).toPlainString() + " " + currency;
  }

  private static String key() {
    return "page-" + UUID.randomUUID();
  }

  private static String path(String id) {
    return SECTION + "/" + Links.part(id);
  }
}
