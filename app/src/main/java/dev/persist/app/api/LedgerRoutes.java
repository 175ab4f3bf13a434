package dev.persist.app.api;

import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Status;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The totals of all orders. */
final class LedgerRoutes implements Routes {
  record Sums(List<Sum> revenue, Map<String, Long> orders) {}

  /** As {@code Money}, for the sum of any number of orders. */
  record Sum(BigInteger amount, String currency) {}

  private final Ledger ledger;

  @Inject
  LedgerRoutes(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/ledger", this::read, Permission.SIGNED_IN);
  }

  private void read(Context ctx) {
    var totals = ledger.totals();
    var revenue = totals.revenue().entrySet().stream().map(it -> new Sum(it.getValue(), it.getKey())).toList();
    var orders = new LinkedHashMap<String, Long>();
    for (var status : Status.values()) {
      orders.put(OrderBodies.name(status), totals.orders().getOrDefault(status, 0L));
    }
    ctx.json(new Sums(revenue, orders));
  }
}
