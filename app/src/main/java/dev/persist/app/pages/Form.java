package dev.persist.app.pages;

import dev.persist.app.api.Rules;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads the fields of a form. A bad one is an error that names it. */
final class Form {
  private Form() {}

  /** Returns a field that becomes part of a name in the store. */
  static String name(Context ctx, String field) {
    return Rules.name(field, given(ctx, field).orElse(""));
  }

  /** Returns a field of one line; empty when it is blank. */
  static Optional<String> text(Context ctx, String field) {
    return given(ctx, field).map(text -> Rules.text(field, text));
  }

  /** Returns a field that is a time in UTC, as an input of the type datetime-local sends it; empty when it is blank. */
  static Optional<Instant> time(Context ctx, String field) {
    return given(ctx, field).map(text -> time(field, text));
  }

  /** Reads a time in UTC, as an input of the type datetime-local sends it, or as a link has it. */
  static Instant time(String field, String text) {
    try {
      return text.endsWith("Z") ? Instant.parse(text) : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new InvalidField(field, "must be a date and a time, such as 2026-01-31T09:00");
    }
  }

  /** As {@link #time(Context, String)}, for a field of a form that is sent as a query. */
  static Optional<Instant> queryTime(Context ctx, String field) {
    return Params.query(ctx, field).filter(text -> !text.isBlank()).map(text -> time(field, text));
  }

  /** Returns a field that is a whole number. */
  static long number(Context ctx, String field, long min, long max) {
    var text = given(ctx, field).orElse("");
    InvalidField.unless(text.matches("-?[0-9]{1,18}"), field, "must be a whole number");
    var number = Long.parseLong(text);
    Rules.range(field, number, min, max);
    return number;
  }

  private static Optional<String> given(Context ctx, String field) {
    return Optional.ofNullable(ctx.formParam(field)).map(String::strip).filter(text -> !text.isEmpty());
  }
}
