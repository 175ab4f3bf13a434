package dev.persist.app.pages;

import dev.persist.app.inspect.Names;
import dev.persist.app.inspect.Values;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** The page of keys and their values. */
public final class KeysPage implements Routes {
  private static final String PATH = "/inspect/keys";
  private static final int SHOWN = 50;

  /**
   * What the page shows.
   *
   * @param next the address of the page that goes on; null when there is none
   */
  public record Shown(String prefix, Values.Listing listing, @Nullable String next) {}

  private final Values values;
  private final Frame frame;

  @Inject
  KeysPage(Values values, Frame frame) {
    this.values = values;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(PATH, this::show, Permission.ADMIN);
  }

  private void show(Context ctx) {
    var prefix = Names.query(ctx, "prefix");
    var listing = values.page(prefix, Names.query(ctx, "after"), SHOWN);
    var next = listing.next() == null ? null : Links.to(PATH, "prefix", prefix, "after", listing.next());
    frame.show(ctx, "inspect-keys", "Keys", Tabs.SECTION, KeysPage.class, new Shown(prefix, listing, next));
  }
}
