package dev.persist.app.pages;

import dev.persist.app.web.Routes;
import java.util.List;

/** The pages to serve. */
public final class Pages {
  /** The features to serve. */
  public static final List<Class<? extends Routes>> FEATURES = List.of(HomePage.class, Assets.class,
      SignInPages.class, AccessPages.class, BookingPages.class, OrderPages.class, TourPages.class, LabPages.class,
      WorkshopPage.class,
      TimelinePage.class,
      StreamPages.class, LanesPage.class, KeysPage.class, ViewsPage.class, SubscriptionPages.class,
      SourcePages.class);

  private Pages() {}
}
