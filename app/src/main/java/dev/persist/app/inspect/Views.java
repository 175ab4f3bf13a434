package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.app.operation.Readers;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which views there are, and how far each lags, page by page. Safe for use by any thread. */
public final class Views {
  /**
   * A page of views.
   *
   * @param next after which stream the next page begins; null when there is none
   */
  public record Listing(List<Readers.View> views, @Nullable String next) {}

  private final Persist store;

  @Inject
  Views(Persist store) {
    this.store = store;
  }

  /** Returns the views of the first {@code limit} streams after {@code after}, and all of each. */
  public Listing page(String after, int limit) {
    var page = new ArrayList<Readers.View>();
    var streams = 0;
    for (var views = Readers.views(store, after).iterator(); views.hasNext();) {
      var view = views.next();
      var last = page.isEmpty() ? "" : page.getLast().stream();
      if (!view.stream().equals(last) && ++streams > limit) {
        return new Listing(page, last);
      }
      page.add(view);
    }
    return new Listing(page, null);
  }

  /** Returns the views of {@code stream}. */
  public List<Readers.View> of(String stream) {
    return Readers.viewsOf(store, stream).toList();
  }
}
