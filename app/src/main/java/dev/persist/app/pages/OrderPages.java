package dev.persist.app.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.google.common.net.InetAddresses;
import dev.persist.Event;
import dev.persist.app.api.Rules;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Amounts;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.web.WebSettings;
import dev.persist.app.world.Provider;
import dev.persist.app.world.Shop;
import dev.persist.blob.BlobStore;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.example.ledger.domain.Totals;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The pages of orders: placing, paying, sending and paying back, each once per key. */
public final class OrderPages implements Routes {
  private static final String SECTION = "/orders";
  private static final int SHOWN = 20;
  /** What the form asks for prices in. */
  private static final String CURRENCY = "GBP";
  private static final Permission.Holder MOVERS = new Permission.Holder("app:orders");

  /**
   * What the list shows.
   *
   * @param key stands for the next order that the form places, so that sending it twice places one
   * @param totals what the shop earned, if the user may know
   * @param shop how the process does that moves orders on, if the user may steer it
   */
  public record Listing(long after, List<Ledger.Entry> orders, Optional<Long> next, String user, String key,
      Optional<Totals> totals, Optional<Shop.State> shop) {}

  /**
   * What the page of an order shows.
   *
   * @param at the time that the page shows, if it is not now
   * @param key stands for the next command of the page
   */
  public record Detail(Order order, long seq, List<Event> history, Optional<Instant> at, boolean mover, boolean demo,
      String key) {
    /** Returns the commands that the order takes now, and the words of their buttons. */
    public Map<String, String> commands() {
      var commands = new LinkedHashMap<String, String>();
      if (order.status() == Status.PLACED) {
        commands.put("pay", "Pay at the counter");
      }
      if (order.status() == Status.PAID && order.stock() != Stock.REFUSED) {
        commands.put("fulfil", "Send");
      }
      if (refundable()) {
        commands.put("refund", "Pay back");
      }
      commands.put("invoice", "Make the invoice");
      return commands;
    }

    /** Returns whether the provider of the demo may report a payment: for the first time, or once more. */
    public boolean payableByCard() {
      return demo && at.isEmpty() && (order.status() == Status.PLACED || history.stream()
          .anyMatch(event -> event.data().tree().path("provider").asString("").equals(Provider.NAME)));
    }

    /** Returns whether there is something to pay back. */
    public boolean refundable() {
      return order.status() == Status.PAID || order.status() == Status.FULFILLED;
    }

    /** Returns the steps of an order, in their order, and whether each is done. */
    public Map<String, Boolean> steps() {
      var steps = new LinkedHashMap<String, Boolean>();
      steps.put("placed", true);
      steps.put(order.stock() == Stock.REFUSED ? "not to be had" : "kept by the warehouse",
          order.stock() != Stock.UNASKED);
      steps.put("paid", order.status() != Status.PLACED);
      if (order.status() == Status.REFUNDED) {
        steps.put("paid back", true);
      } else if (order.stock() != Stock.REFUSED) {
        steps.put("sent", order.status() == Status.FULFILLED);
      }
      return steps;
    }

    /** Says what the order waits for. */
    public String waitsFor() {
      return switch (order.next()) {
        case RESERVE -> "It waits for the warehouse to keep the goods.";
        case FULFIL -> "It waits to be sent.";
        case PAY_BACK -> "It waits to be paid back: the warehouse does not have the goods.";
        case WAIT -> order.finished() ? "Nothing more has to be done." : "It waits for the payment.";
      };
    }
  }

  private final Ledger ledger;
  private final BlobStore blobs;
  private final Shop shop;
  private final Provider provider;
  private final WebSettings settings;
  private final Changes changes;
  private final Guard guard;
  private final Frame frame;
  private final InstantSource clock;

  @Inject
  OrderPages(Ledger ledger, BlobStore blobs, Shop shop, Provider provider, WebSettings settings, Changes changes,
      Guard guard, Frame frame, InstantSource clock) {
    this.ledger = ledger;
    this.blobs = blobs;
    this.shop = shop;
    this.provider = provider;
    this.settings = settings;
    this.changes = changes;
    this.guard = guard;
    this.frame = frame;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(SECTION, this::list, Permission.SIGNED_IN);
    routes.post(SECTION, this::place, Permission.SIGNED_IN);
    var customer = new Permission.Owner(
        ctx -> ledger.order(Rules.path(ctx, "id")).value().map(order -> order.placed().customer()), MOVERS);
    routes.get("/orders/{id}", this::order, customer);
    routes.get("/orders/{id}/live", this::live, customer);
    routes.post("/orders/{id}", this::act, MOVERS);
    routes.post("/orders/{id}/webhook", this::webhook, customer);
    routes.post("/shop", this::steer, Permission.ADMIN);
  }

  private void list(Context ctx) {
    var user = Caller.of(ctx).user();
    var mover = guard.permits(ctx, MOVERS);
    var after = Params.number(ctx, "after", 0, Long.MAX_VALUE - 1, 0);
    var found = (mover ? ledger.orders(after) : ledger.ordersOf(user, after)).limit(SHOWN + 1).toList();
    var page = found.subList(0, Math.min(SHOWN, found.size()));
    var next = found.size() > SHOWN ? Optional.of(page.getLast().position()) : Optional.<Long>empty();
    frame.show(ctx, "orders", "Orders", SECTION, OrderPages.class,
        new Listing(after, page, next, user, key(), mover ? Optional.of(ledger.totals()) : Optional.empty(),
            guard.isAdmin(user) && !settings.production() ? Optional.of(shop.state()) : Optional.empty()));
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
      var line = new Line(Form.name(ctx, "sku"), (int) Form.number(ctx, "quantity", 1, 1_000_000),
          Amounts.read("price", Form.text(ctx, "price").orElse(""), CURRENCY));
      Rules.total("price", BigInteger.valueOf(line.unitPrice()).multiply(BigInteger.valueOf(line.quantity())));
      var key = Form.name(ctx, "key");
      var outcome = ledger.place(key, Rules.name("customer", customer), CURRENCY, List.of(line), clock.instant());
      if (outcome instanceof OrderOutcome.Accepted || outcome instanceof OrderOutcome.Replayed) {
        placed[0] = path(Ledger.idOf(key));
      }
      return said(outcome, "The order is placed.");
    });
  }

  private void order(Context ctx) {
    var id = Rules.path(ctx, "id");
    var at = Params.query(ctx, "at").filter(text -> !text.isBlank()).map(text -> Form.time("at", text));
    var last = ledger.order(id).seq();
    var history = ledger.history(id)
        .takeWhile(event -> event.seq() <= last && at.map(time -> !event.at().isAfter(time)).orElse(true))
        .toList();
    var order = history.isEmpty() ? Optional.<Order>empty() : ledger.orderAt(id, history.getLast().seq());
    var shown = order
        .orElseThrow(() -> Refusal.notFound("There was no order " + id + at.map(it -> " then").orElse("")));
    frame.show(ctx, "order", "Order " + id, SECTION, OrderPages.class, new Detail(shown, last, history, at,
        guard.permits(ctx, MOVERS), !settings.production(), key()));
  }

  private void live(Context ctx) {
    var id = Rules.path(ctx, "id");
    changes.answer(ctx, () -> ledger.order(id).seq(), Optional::empty);
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
        case "invoice" ->
          said(ledger.attachInvoice(id, blobs.put(invoice(order), "text/plain"), now), "It has an invoice.");
        case "refund" -> said(refund(ctx, id, key, order), "The money is paid back.");
        default -> throw new InvalidField("do", "must be pay, fulfil, invoice or refund");
      };
    });
  }

  private static byte[] invoice(Order order) {
    var currency = order.placed().currency();
    var lines = order.placed()
        .lines()
        .stream()
        .map(line -> line.quantity() + " x " + line.sku() + "  " + Amounts.text(line.unitPrice(), currency)
            + " each\n")
        .collect(joining());
    return ("Invoice of order " + order.placed().id() + "\nfor " + order.placed().customer() + "\n\n" + lines
        + "\nTotal  "
        + Amounts.text(order.total().amount(), currency) + "\n").getBytes(UTF_8);
  }

  private void webhook(Context ctx) {
    requireDemo();
    var id = Rules.path(ctx, "id");
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, path(id), () -> {
      var order = ledger.order(id).value().orElseThrow(() -> Refusal.notFound("there is no order " + id));
      var here = URI
          .create("http://" + InetAddresses.toUriString(InetAddresses.forString(ctx.req().getLocalAddr())) + ":"
              + ctx.req().getLocalPort());
      return provider.report(here, order)
          ? "The provider has reported the payment, by a signed webhook."
          : "The provider has reported the payment once more. Nothing was written.";
    });
  }

  private void steer(Context ctx) {
    requireDemo();
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, SECTION, () -> switch (Form.text(ctx, "do").orElse("")) {
      case "start" -> say(() -> shop.run(true), "The process runs, and moves each order on.");
      case "stop" -> say(() -> shop.run(false), "The process does not run. The orders wait.");
      case "open" -> say(() -> shop.open(true), "The warehouse is open.");
      case "close" ->
        say(() -> shop.open(false), "The warehouse is closed. The process stops at the next question to it.");
      case "resume" -> say(shop::resume, "The process goes on where it stopped.");
      default -> throw new InvalidField("do", "must be start, stop, open, close or resume");
    });
  }

  private static String say(Runnable done, String words) {
    done.run();
    return words;
  }

  private void requireDemo() {
    if (settings.production()) {
      throw Refusal.notFound("only a demo has a provider and a warehouse of its own");
    }
  }

  private OrderOutcome refund(Context ctx, String id, String key, Order order) {
    var amount = Form.text(ctx, "amount");
    if (amount.isEmpty()) {
      return ledger.refund(id, key, clock.instant());
    }
    var currency = order.total().currency();
    var part = Amounts.read("amount", amount.get(), currency);
    Rules.range("amount", part, 1, Rules.MAX_TOTAL);
    return ledger.refund(id, key, new Money(part, currency), clock.instant());
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

  private static String key() {
    return "page-" + UUID.randomUUID();
  }

  private static String path(String id) {
    return SECTION + "/" + Links.part(id);
  }
}
