package dev.persist.example.ledger.migrate;

import dev.persist.Persist;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.StoredOrders;
import dev.persist.example.ledger.before.Ledger.Done;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.migrate.SeamCall.Fulfil;
import dev.persist.example.ledger.migrate.SeamCall.Pay;
import dev.persist.example.ledger.migrate.SeamCall.Refund;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The way back: a dump of the new version for the old version, which forgets everything at a restart. */
public final class Dumps {
  private Dumps() {}

  /**
   * Returns the dump of the ledger in {@code store}. Nothing may change it during the call.
   *
   * @param calls the calls recorded since the import: the store knows each key by itself, but has no list of the keys
   * @throws IllegalStateException when an order was paid back in part, which the old version cannot hold
   */
  public static Dump of(Persist store, Stream<SeamCall> calls) {
    var ledger = new Ledger(store);
    var orders = ledger.orders(0).map(Ledger.Entry::order).map(Dumps::requireHeldByOld).toList();
    var imported = orders.stream().map(order -> order.placed().id()).flatMap(id -> imported(ledger, id));
    var since = calls.flatMap(Dumps::named)
        .filter(done -> store.log().hasKey(StoredOrders.stream(done.id()), done.command()));
    return new Dump(orders.stream().map(NewSeam::old).toList(), new TreeSet<>(Stream.concat(imported, since).toList()),
        NewSeam.old(ledger.totals()));
  }

  private static Order requireHeldByOld(Order order) {
    if (order.refunded().amount() > 0 && order.status() != Status.REFUNDED) {
      throw new IllegalStateException("order " + order.placed().id() + " was paid back in part, "
          + order.refunded() + ", which the old version cannot hold; pay back the rest");
    }
    return order;
  }

  private static Stream<Done> imported(Ledger ledger, String id) {
    return ledger.history(id)
        .limit(1)
        .map(StoredOrders.TYPES::read)
        .flatMap(first -> first instanceof Imported imported ? imported.done().stream() : Stream.empty())
        .map(command -> new Done(id, command));
  }

  private static Stream<Done> named(SeamCall call) {
    return switch (call) {
      case Pay(var id, var key, var payment) -> Stream.of(new Done(id, "pay/" + key));
      case Fulfil(var id, var key) -> Stream.of(new Done(id, "fulfil/" + key));
      case Refund(var id, var key) -> Stream.of(new Done(id, "refund/" + key));
      case SeamCall other -> Stream.empty();
    };
  }
}
