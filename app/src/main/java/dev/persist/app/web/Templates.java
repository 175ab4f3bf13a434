package dev.persist.app.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.javalin.config.Key;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.Map;

/** Makes pages of the templates in {@code src/main/jte}, which the build makes classes of. Safe for use by any thread. */
public final class Templates {
  /** Under which a handler finds them. */
  static final Key<Templates> KEY = new Key<>("templates");

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  @Inject
  Templates() {}

  /** Answers with what {@code template} makes of its parameters. */
  public void answer(Context ctx, String template, Map<String, Object> parameters) {
    var html = new Utf8ByteOutput();
    engine.render(template + ".jte", parameters, html);
    ctx.contentType("text/html; charset=utf-8").result(html.toByteArray());
  }
}
