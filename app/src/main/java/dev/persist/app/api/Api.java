package dev.persist.app.api;

import dev.persist.app.web.Routes;
import java.util.List;

/** The features of the JSON API. */
public final class Api {
  /** All of them. */
  public static final List<Class<? extends Routes>> FEATURES = List.of(
      AclRoutes.class,
      AccessRoutes.class,
      OccurrenceRoutes.class,
      BookingRoutes.class,
      OrderRoutes.class,
      OrderStepRoutes.class,
      InvoiceRoutes.class,
      LedgerRoutes.class);

  private Api() {}
}
