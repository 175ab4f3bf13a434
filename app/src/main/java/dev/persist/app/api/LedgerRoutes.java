package dev.persist.app.api;

import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Reconciled;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Totals;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The totals of all orders. */
final class LedgerRoutes implements Routes {
  record Sums(List<Sum> revenue, Map<String, Long> orders) {
    static Sums of(Totals totals) {
      var revenue = totals.revenue().entrySet().stream().map(it -> new Sum(it.getValue(), it.getKey())).toList();
      var orders = new LinkedHashMap<String, Long>();
      for (var status : Status.values()) {
        orders.put(OrderBodies.name(status), totals.orders().getOrDefault(status, 0L));
      }
      return new Sums(revenue, orders);
    }
  }

  /** As {@code Money}, for the sum of any number of orders. */
  record Sum(BigInteger amount, String currency) {}

  /** What the ledger says, and what the orders themselves come to. */
  record Comparison(boolean balanced, Sums ledger, Sums orders) {}

  private final Ledger ledger;

  @Inject
  LedgerRoutes(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/ledger", this::read, OrderRoutes.MOVERS);
    routes.get("/api/ledger/reconciliation", this::reconcile, Permission.ADMIN);
  }

  private void read(Context ctx) {
    ctx.json(Sums.of(ledger.totals()));
  }

  /** Reads every event of every order, so it is for an admin only. */
  private void reconcile(Context ctx) {
    ctx.json(switch (ledger.reconcile()) {
      case Reconciled.Balanced(var totals) -> new Comparison(true, Sums.of(totals), Sums.of(totals));
      case Reconciled.Off(var view, var orders) -> new Comparison(false, Sums.of(view), Sums.of(orders));
    });
  }
}
