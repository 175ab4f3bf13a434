package dev.persist.app.pages;

import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Page;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Said;
import dev.persist.app.web.Templates;
import dev.persist.app.web.WebSettings;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Supplier;

/** What the pages share: the frame around their content, and how a form is answered. Safe for use by any thread. */
final class Frame {
  private final Templates templates;
  private final Guard guard;
  private final WebSettings settings;

  @Inject
  Frame(Templates templates, Guard guard, WebSettings settings) {
    this.templates = templates;
    this.guard = guard;
    this.settings = settings;
  }

  /**
   * Answers with what {@code template} makes of {@code content}, which it finds under the name {@code it}.
   *
   * @param section the path of the entry of the navigation
   * @param behind the class that makes the page
   */
  void show(Context ctx, String template, String title, String section, Class<?> behind, Object content) {
    var caller = guard.visitor(ctx);
    var admin = caller.filter(it -> guard.isAdmin(it.user())).isPresent();
    var page = new Page(title, section, caller.map(Caller::user), Page.sections(!settings.production(), admin),
        caller.map(Guard::csrf).orElse(""), Said.of(ctx),
        "app/src/main/java/" + behind.getName().replace('.', '/') + ".java");
    templates.answer(ctx, template, Map.of("page", page, "it", content));
  }

  /** Answers a form: {@code done} does what it asks for, and returns what to say on the page at {@code path}. */
  void answer(Context ctx, String path, Supplier<String> done) {
    answer(ctx, () -> path, done);
  }

  /** As {@link #answer(Context, String, Supplier)}, where the path is known only after it. */
  void answer(Context ctx, Supplier<String> path, Supplier<String> done) {
    String said;
    try {
      said = done.get();
    } catch (Refusal e) {
      if (e.isFault()) {
        throw e;
      }
      Said.refused(ctx, path.get(), "" + e.getMessage());
      return;
    } catch (InvalidField e) {
      Said.refused(ctx, path.get(), e.sentence());
      return;
    }
    Said.done(ctx, path.get(), said);
  }
}
