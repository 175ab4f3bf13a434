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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A payment provider reports each payment many times, in any order. */
final class Webhooks implements Experiment {
  private static final String PAID = "paid";
  private static final String BEFORE = "paid before";
  private static final String REFUSED = "refused";
  private static final String UNKNOWN = "no such order";

  private final UnaryOperator<Backend> fault;

  Webhooks() {
    this(UnaryOperator.identity());
  }

  /** Puts {@code fault} before the store of each report. */
  Webhooks(UnaryOperator<Backend> fault) {
    this.fault = fault;
  }

  @Override
  public About about() {
    return new About("webhooks", "A webhook that comes ten times",
        "A payment provider reports a payment until it is sure that the report has arrived, so each report comes many times. The first"
            + " one comes before the order is there, and the next two at the same moment: the lab holds each back until both are"
            + " there. The rest come in an order that the number below decides.",
        About.ENGINES, List.of(new Parameter("orders", "Orders", 1, 10, 3),
            new Parameter("times", "Reports of each", 3, 20, 10),
            new Parameter("shuffle", "Order of the rest", 1, 999, 1)));
  }

  @Override
  public Result run(Bench bench) throws Exception {
    bench.says("The reports come to the map.");
    var before = before(bench);
    bench.says("The reports come to persist.");
    return new Result(before, after(bench));
  }

  /** Where reports arrive. */
  private interface Hook {
    /** Takes a report of the payment for {@code order}, and returns what the provider is told. */
    String report(String order);
  }

  /** Delivers reports, the two at the same moment by {@code two}, and returns what the provider was told. */
  private static List<String> deliver(Bench bench, Hook one, Racers.Racer<Hook> two, Runnable place, List<Lane> lanes)
      throws Exception {
    var orders = orders(bench);
    var told = new ArrayList<String>();
    orders.forEach(order -> told.add(one.report(order)));
    place.run();
    for (var order : orders) {
      told.addAll(Racers.race(2, number -> {
        var hook = two.run(number);
        var came = bench.micros();
        var answer = hook.report(order);
        var lane = new Lane("report " + (number + 1),
            List.of(new Mark(came, "comes, and looks whether it came before", "plain"),
                new Mark(bench.micros(), "is answered: " + answer, answer.equals(REFUSED) ? "bad" : "good")));
        synchronized (lanes) {
          lanes.add(lane);
        }
        return answer;
      }));
    }
    var rest = new ArrayList<String>();
    IntStream.range(3, bench.number("times")).forEach(time -> rest.addAll(orders));
    Collections.shuffle(rest, new Random(bench.number("shuffle")));
    rest.forEach(order -> told.add(one.report(order)));
    return told;
  }

  private static List<String> orders(Bench bench) {
    return IntStream.rangeClosed(1, bench.number("orders")).mapToObj(number -> "order-" + number).toList();
  }

  private static Side before(Bench bench) throws Exception {
    var two = new CyclicBarrier(2);
    var ledger = Orders.onMaps(() -> Racers.meet(two), () -> {});
    Hook hook = order -> {
      try {
        return Orders.pay(ledger, order) ? PAID : BEFORE;
      } catch (NoSuchElementException e) {
        return UNKNOWN;
      } catch (IllegalStateException e) {
        return REFUSED;
      }
    };
    var lanes = new ArrayList<Lane>();
    var told = deliver(bench, hook, number -> hook,
        () -> orders(bench).forEach(order -> Orders.place(ledger, order)), lanes);
    return side(bench, told, Orders.payments(ledger.totals().revenue()), lanes,
        "The books count orders by their status: " + ledger.totals().orders() + ".", Orders.payOnMaps());
  }

  private Side after(Bench bench) throws Exception {
    var two = new CyclicBarrier(2);
    var lanes = new ArrayList<Lane>();
    var told = deliver(bench, hook(bench, new Line(bench, fault.apply(bench.backend()))), number -> {
      var line = new Line(bench, fault.apply(bench.backend()));
      line.hold(two);
      return hook(bench, line);
    }, () -> orders(bench).forEach(order -> Orders.place(new Ledger(bench.store()), bench, order)), lanes);
    var totals = new Ledger(bench.store()).totals();
    return side(bench, told, Orders.payments(totals.revenue()), lanes,
        "The books count orders by their status: " + totals.orders() + ".", Orders.once());
  }

  private static Hook hook(Bench bench, Backend line) {
    var ledger = new Ledger(Persist.over(line));
    return order -> switch (Orders.pay(ledger, bench, order)) {
      case OrderOutcome.Accepted accepted -> PAID;
      case OrderOutcome.Replayed replayed -> BEFORE;
      case OrderOutcome.Unknown unknown -> UNKNOWN;
      case OrderOutcome other -> REFUSED;
    };
  }

  private static Side side(Bench bench, List<String> told, long payments, List<Lane> lanes, String fact, Code code) {
    var orders = bench.number("orders");
    var refused = count(told, REFUSED);
    return new Side(payments == orders && refused == 0,
        orders + (orders == 1 ? " payment was" : " payments were") + " reported " + told.size()
            + " times, and the books show " + payments + ".",
        List.of(Count.of("reports", told.size()), Count.of("payments in the books", payments),
            Count.harm("counted too often", payments - orders), Count.of("told: " + PAID, count(told, PAID)),
            Count.of("told: " + BEFORE, count(told, BEFORE)), Count.of("told: " + UNKNOWN, count(told, UNKNOWN)),
            Count.harm("told: " + REFUSED, refused)),
        List.of(fact), new Interleaving(lanes.stream().limit(2).sorted(Comparator.comparing(Lane::name)).toList()),
        List.of(code));
  }

  private static long count(List<String> told, String answer) {
    return told.stream().filter(answer::equals).count();
  }
}
