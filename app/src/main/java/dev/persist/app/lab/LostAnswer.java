package dev.persist.app.lab;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The answer to a payment is lost on its way back, and the caller tries again. */
final class LostAnswer implements Experiment {
  private static final String KEY = "order-1";

  private final UnaryOperator<Backend> fault;

  LostAnswer() {
    this(UnaryOperator.identity());
  }

  /** Puts {@code fault} before the store. */
  LostAnswer(UnaryOperator<Backend> fault) {
    this.fault = fault;
  }

  @Override
  public About about() {
    return new About("lost-answer", "A lost answer, and a retry",
        "A payment is noted, and the answer to the caller is lost. The caller cannot know whether it took effect, so it tries again with"
            + " the same key until there is an answer. On the map, the answer that is lost is that of the mail server, in the middle of"
            + " the payment; on persist, it is that of the store, after the commit.",
        About.ENGINES, List.of(new Parameter("losses", "Answers that are lost", 1, 5, 1)));
  }

  @Override
  public Result run(Bench bench) {
    bench.says("The caller pays on the map.");
    var before = before(bench);
    bench.says("The caller pays on persist.");
    return new Result(before, after(bench));
  }

  /** Pays on the map; the mail server has sent the mail each time its answer is lost. */
  private static Side before(Bench bench) {
    var losses = new AtomicInteger(bench.number("losses"));
    var mails = new AtomicInteger();
    var ledger = Orders.onMaps(() -> {}, () -> {
      mails.incrementAndGet();
      if (losses.getAndDecrement() > 0) {
        throw new IllegalStateException("the answer of the mail server was lost");
      }
    });
    Orders.place(ledger, KEY);
    var told = new ArrayList<String>();
    while (told.size() <= bench.number("losses")) {
      try {
        told.add(Orders.pay(ledger, KEY) ? "The payment is noted." : "The payment was noted before.");
      } catch (IllegalStateException e) {
        told.add("Error: " + e.getMessage() + ".");
      }
    }
    var paid = ledger.order(KEY).paid / Orders.TOTAL;
    return side(told, paid, Orders.payments(ledger.totals().revenue()), Orders.payOnMaps());
  }

  private Side after(Bench bench) {
    var line = new Lossy(fault.apply(bench.backend()));
    var ledger = new Ledger(Persist.over(line));
    Orders.place(ledger, bench, KEY);
    line.losses = bench.number("losses");
    var told = new ArrayList<String>();
    while (told.size() <= bench.number("losses")) {
      try {
        told.add(switch (Orders.pay(ledger, bench, KEY)) {
          case OrderOutcome.Accepted accepted -> "The payment is noted.";
          case OrderOutcome.Replayed replayed -> "The payment was noted before.";
          case OrderOutcome.NotAllowed(var order, var reason) -> "Error: " + reason + ".";
          case OrderOutcome other -> "Error: " + other + ".";
        });
      } catch (StoreException.UnknownOutcome e) {
        told.add("Unknown outcome: " + e.getMessage() + ".");
      }
    }
    var paid = ledger.order(Ledger.idOf(KEY)).value().orElseThrow().paid().amount() / Orders.TOTAL;
    return side(told, paid, Orders.payments(ledger.totals().revenue()), Orders.once());
  }

  private static Side side(List<String> told, long paid, long booked, Code code) {
    var last = told.getLast();
    var refused = last.startsWith("The payment") ? 0 : 1;
    return new Side(paid == 1 && booked == 1 && refused == 0,
        refused == 0
            ? "The caller has tried " + told.size() + " times, and knows now that the payment is noted."
            : "The caller has tried " + told.size() + " times, and was told at last: " + last,
        List.of(Count.of("attempts", told.size()), Count.of("payments of the order", paid),
            Count.of("payments in the books", booked), Count.harm("missing in the books", paid - booked),
            Count.harm("refused at last", refused)),
        numbered(told), Interleaving.NONE, List.of(code));
  }

  private static List<String> numbered(List<String> told) {
    var facts = new ArrayList<String>();
    told.forEach(each -> facts.add("Attempt " + (facts.size() + 1) + ". " + each));
    return facts;
  }

  /** Loses the answers to the next commits, after they were made. */
  private static final class Lossy extends Between {
    private int losses;

    Lossy(Backend backend) {
      super(backend);
    }

    @Override
    public CommitResult commit(Commit commit) {
      var result = super.commit(commit);
      if (losses > 0) {
        losses--;
        throw new StoreException.UnknownOutcome("the answer of the store was lost", new IOException("cut off"));
      }
      return result;
    }
  }
}
