package dev.persist.app.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457). It never carries a class name or a stack trace.
 *
 * @param field the part of the request that is wrong, such as {@code lines[0].quantity} or {@code If-Match}
 * @param expected what the caller assumed, when the conflict is about that
 * @param actual what holds instead
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
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
    ctx.status(status).contentType(TYPE).header("Cache-Control", "no-store").result(json());
  }
}
