package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457). It never carries a class name or a stack trace.
 *
 * @param field the part of the request that is wrong, such as {@code lines[0].quantity} or {@code If-Match}
 * @param expected what the caller assumed, when the conflict is about that
 * @param actual what holds instead
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String title,
    int status,
    String detail,
    @Nullable String field,
    @Nullable Object expected,
    @Nullable Object actual) {

  static final String TYPE = "application/problem+json";

  static Problem of(int status, String detail) {
    return new Problem(HttpStatus.forStatus(status).getMessage(), status, detail, null, null, null);
  }

  Problem at(@Nullable String field) {
    return new Problem(title, status, detail, field, expected, actual);
  }

  Problem between(@Nullable Object expected, @Nullable Object actual) {
    return new Problem(title, status, detail, field, expected, actual);
  }

  byte[] json() {
    return Bodies.MAPPER.writeValueAsBytes(this);
  }

  void answer(Context ctx) {
    ctx.res().setHeader("ETag", null); // it is the state's; and Javalin answers 304 for a known tag
    ctx.status(status).header("Cache-Control", "no-store");
    if (!isForPerson(ctx)) {
      ctx.contentType(TYPE).result(json());
    } else if (status == HttpStatus.UNAUTHORIZED.getCode() && ctx.method().equals(HandlerType.GET)) {
      var here = ctx.path() + (ctx.queryString() == null ? "" : "?" + ctx.queryString());
      ctx.redirect("/sign-in?then=" + URLEncoder.encode(here, UTF_8), HttpStatus.SEE_OTHER);
    } else {
      var page = new Page(title, "", Optional.empty(), Page.sections(false, false), "", Optional.empty(), "");
      ctx.appData(Templates.KEY).answer(ctx, "error", Map.of("page", page, "problem", this));
    }
  }

  /** Browsers ask for text/html, and programs do not. */
  private static boolean isForPerson(Context ctx) {
    var accept = ctx.header("Accept");
    return accept != null && accept.contains("text/html") && !ctx.path().matches("/api/.*|/openapi[.]json|/store");
  }
}
