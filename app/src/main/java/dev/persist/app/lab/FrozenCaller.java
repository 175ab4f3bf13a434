package dev.persist.app.lab;

import dev.persist.app.demo.Interleaving;
import dev.persist.app.demo.Interleaving.Lane;
import dev.persist.app.demo.Interleaving.Mark;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What comes of it on the map when the caller that notes a payment freezes, which writes the letter, too. */
final class FrozenCaller {
  private FrozenCaller() {}

  static Side run(Bench bench) throws Exception {
    var orders = FrozenRunner.orders(bench);
    var middle = FrozenRunner.middle(bench);
    var stuck = orders.get(middle - 1);
    var frozen = new CountDownLatch(1);
    var thaw = new CountDownLatch(1);
    var begun = new AtomicInteger();
    var letters = new AtomicInteger();
    var ledger = Orders.onMaps(() -> {}, () -> {
      if (begun.incrementAndGet() == middle) {
        frozen.countDown();
        await(thaw);
      }
      letters.incrementAndGet();
    });
    orders.forEach(order -> Orders.place(ledger, order));
    orders.subList(0, middle - 1).forEach(order -> Orders.pay(ledger, order));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        var paying = threads.submit(() -> Orders.pay(ledger, stuck));
        frozen.await();
        var freezes = new Mark(bench.micros(), "freezes while it writes the letter about " + stuck, "bad");
        orders.subList(middle, orders.size()).forEach(order -> Orders.pay(ledger, order));
        var waiting = orders.size() - Orders.payments(ledger.totals().revenue());
        var refused = refusals(() -> Orders.pay(ledger, stuck));
        var tries = new Mark(bench.micros(), refused > 0 ? "tries the same payment, and is refused" : "takes over",
            refused > 0 ? "bad" : "good");
        thaw.countDown();
        paying.get();
        var wakes = new Mark(bench.micros(), "wakes up, and ends its letter", "plain");
        return FrozenRunner.side(orders.size(), letters.get(), 0, waiting,
            List.of(Count.harm("refused to take over", refused)),
            List.of("The payment was noted, and was not in the books, until the frozen caller woke up."),
            new Interleaving(List.of(new Lane("caller", List.of(freezes, wakes)), new Lane("another", List.of(tries)))),
            Orders.payOnMaps());
      } finally {
        thaw.countDown(); // or a run that is called off would wait for it
      }
    }
  }

  private static int refusals(Runnable call) {
    try {
      call.run();
      return 0;
    } catch (IllegalStateException e) {
      return 1;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the experiment was stopped", e);
    }
  }
}
