package dev.persist.app.pages;

import dev.persist.app.demo.Grades;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.web.WebSettings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.Optional;

/** The page that draws what the last check of the workshop found. */
public final class WorkshopPage implements Routes {
  private final WebSettings settings;
  private final Grades.Place place;
  private final Frame frame;

  @Inject
  WorkshopPage(WebSettings settings, Grades.Place place, Frame frame) {
    this.settings = settings;
    this.place = place;
    this.frame = frame;
  }

  /** What the page shows. */
  public record Shown(Optional<Grades> last) {}

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/workshop", this::show, Permission.SIGNED_IN);
  }

  private void show(Context ctx) {
    if (settings.production()) {
      throw Refusal.of(403, "The workshop is only there in a demo. Start one on your machine: persist serve");
    }
    frame.show(ctx, "workshop", "Workshop", "/lab", WorkshopPage.class, new Shown(Grades.at(place)));
  }
}
