package dev.persist.app.pages;

import dev.persist.app.inspect.Names;
import dev.persist.app.inspect.Views;
import dev.persist.app.operation.Readers;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page of views, and how far each lags. */
public final class ViewsPage implements Routes {
  private static final String PATH = "/inspect/views";
  private static final int SHOWN = 50;

  /**
   * What the page shows.
   *
   * @param next the address of the page that goes on; null when there is none
   */
  public record Shown(List<Readers.View> views, @Nullable String next) {}

  private final Views views;
  private final Frame frame;

  @Inject
  ViewsPage(Views views, Frame frame) {
    this.views = views;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(PATH, this::show, Permission.ADMIN);
  }

  private void show(Context ctx) {
    var page = views.page(Names.query(ctx, "after"), SHOWN);
    var next = page.next() == null ? null : Links.to(PATH, "after", page.next());
    frame.show(ctx, "inspect-views", "Views", Tabs.SECTION, ViewsPage.class, new Shown(page.views(), next));
  }
}
