package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import dev.persist.app.demo.Interleaving.Lane;
import dev.persist.app.demo.Interleaving.Mark;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.spi.Backend;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.UnaryOperator;

/** A checkout is sent several times at once. */
final class DoubleSubmit implements Experiment {
  private static final String KEY = "checkout-1";

  private final UnaryOperator<Backend> fault;

  DoubleSubmit() {
    this(UnaryOperator.identity());
  }

  /** Puts {@code fault} before the store of each sender. */
  DoubleSubmit(UnaryOperator<Backend> fault) {
    this.fault = fault;
  }

  @Override
  public About about() {
    return new About("double-submit", "An order that is sent twice",
        "A customer presses the button again, and the browser sends the same checkout several times at once, each time with the same"
            + " key. A checkout places an order and pays for it. The lab holds each back until all have reached the payment.",
        About.ENGINES, List.of(new Parameter("times", "Times it is sent", 2, 50, 2)));
  }

  @Override
  public Result run(Bench bench) throws Exception {
    bench.says("The checkout is sent to the map.");
    var before = before(bench);
    bench.says("The checkout is sent to persist.");
    return new Result(before, after(bench));
  }

  /** What one sender was told of the payment. */
  private record Sent(String told, Lane lane) {}

  private static Side before(Bench bench) throws Exception {
    var times = bench.number("times");
    var paying = new CyclicBarrier(times);
    var ledger = Orders.onMaps(() -> Racers.meet(paying), () -> {});
    var sent = Racers.race(times, number -> {
      var first = Orders.place(ledger, KEY);
      var placed = bench.micros();
      var paid = Orders.pay(ledger, KEY);
      return new Sent(paid ? "paid" : "done before",
          lane(number, placed, first, bench.micros(), paid ? "is told: paid" : "is told: paid before"));
    });
    return side(sent, ledger.orders().size(), Orders.payments(ledger.totals().revenue()),
        "The key of the order kept it from being placed twice. The key of the payment was looked up before the payment, and noted"
            + " after it.",
        Orders.payOnMaps());
  }

  private Side after(Bench bench) throws Exception {
    var times = bench.number("times");
    var placing = new CyclicBarrier(times);
    var paying = new CyclicBarrier(times);
    var sent = Racers.race(times, number -> {
      var line = new Line(bench, fault.apply(bench.backend()));
      var ledger = new Ledger(Persist.over(line));
      line.hold(placing);
      var first = Orders.place(ledger, bench, KEY) instanceof OrderOutcome.Accepted;
      var placed = bench.micros();
      line.hold(paying);
      var told = switch (Orders.pay(ledger, bench, KEY)) {
        case OrderOutcome.Accepted accepted -> "paid";
        case OrderOutcome.Replayed replayed -> "done before";
        case OrderOutcome other -> "refused";
      };
      return new Sent(told, lane(number, placed, first, bench.micros(), "is told: " + switch (told) {
        case "paid" -> "paid";
        case "done before" -> "paid, as the first one was told";
        default -> "refused";
      }));
    });
    var ledger = new Ledger(bench.store());
    return side(sent, ledger.orders(0).count(), Orders.payments(ledger.totals().revenue()),
        "All commits of the payment had the same id, so the store wrote the first, and answered the others with its outcome.",
        Orders.once());
  }

  private static Lane lane(int number, long placed, boolean first, long paid, String told) {
    return new Lane("checkout " + number, List.of(
        new Mark(placed, first ? "has placed the order, and pays" : "finds the order there, and pays", "plain"),
        new Mark(paid, told, told.endsWith("refused") ? "bad" : "good")));
  }

  private static Side side(List<Sent> sent, long orders, long payments, String fact, Code code) {
    var refused = count(sent, "refused");
    return new Side(payments == 1 && refused == 0,
        "One checkout of " + Orders.amount(1) + " was sent " + sent.size() + " times, and the books show "
            + Orders.amount(payments) + ".",
        List.of(Count.of("orders", orders), Count.of("payments in the books", payments),
            Count.harm("counted too often", payments - 1), Count.of("told: paid", count(sent, "paid")),
            Count.of("told: done before", count(sent, "done before")), Count.harm("told: refused", refused)),
        List.of(fact), new Interleaving(sent.stream().limit(2).map(Sent::lane).toList()), List.of(code));
  }

  private static long count(List<Sent> sent, String told) {
    return sent.stream().filter(each -> each.told.equals(told)).count();
  }
}
