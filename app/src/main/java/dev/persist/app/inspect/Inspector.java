package dev.persist.app.inspect;

import dev.persist.app.web.Routes;
import java.util.List;

/** The features of the inspector. Only administrators may call them. */
public final class Inspector {
  /** All of them. */
  public static final List<Class<? extends Routes>> FEATURES = List.of(
      StreamRoutes.class,
      StateRoutes.class,
      GlobalRoutes.class,
      LiveRoutes.class,
      ValueRoutes.class,
      ViewRoutes.class,
      SubscriptionRoutes.class);

  private Inspector() {}
}
