package dev.persist.app.web;

import io.javalin.http.Context;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Optional;

/** Reads path and query parameters and headers. A bad one is a 400 that names it. */
public final class Params {
  private Params() {}

  /** Returns a path parameter, decoded. It may contain slashes, but no control characters. */
  public static String path(Context ctx, String name) {
    return checked(name, ctx.pathParam(name));
  }

  /** Returns a query parameter, decoded; empty when it is not there. */
  public static Optional<String> query(Context ctx, String name) {
    var values = ctx.queryParams(name);
    if (values.size() > 1) {
      throw Refusal.field(name, "given twice");
    }
    return values.stream().findFirst().map(value -> checked(name, value));
  }

  /** Returns an ISO-8601 instant in the query; empty when it is not there. */
  public static Optional<Instant> instant(Context ctx, String name) {
    try {
      return query(ctx, name).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw Refusal.field(name, "must be an ISO-8601 instant, such as 2026-01-31T09:00:00Z");
    }
  }

  /** Returns a header that must be there, once. */
  public static String header(Context ctx, String name) {
    var values = Collections.list(ctx.req().getHeaders(name));
    if (values.size() != 1) {
      throw Refusal.field(name, values.isEmpty() ? "this header is required" : "given twice");
    }
    return values.getFirst();
  }

  /** Returns a whole number in the query, {@code min} to {@code max}; {@code otherwise} when it is not there. */
  public static long number(Context ctx, String name, long min, long max, long otherwise) {
    return query(ctx, name).map(text -> number(name, text, min, max)).orElse(otherwise);
  }

  /** Returns a whole number in a header, {@code min} to {@code max}; empty when the header is not there. */
  public static Optional<Long> headerNumber(Context ctx, String name, long min, long max) {
    return Optional.ofNullable(ctx.header(name)).map(text -> number(name, header(ctx, name), min, max));
  }

  private static long number(String name, String text, long min, long max) {
    if (text.matches("0|-?[1-9][0-9]{0,18}")) {
      var number = new BigInteger(text);
      if (number.compareTo(BigInteger.valueOf(min)) >= 0 && number.compareTo(BigInteger.valueOf(max)) <= 0) {
        return number.longValue();
      }
    }
    throw Refusal.field(name, "must be a whole number from %d to %d".formatted(min, max));
  }

  /** Returns how many entries a page may have: 1 to 1000, 100 by default. */
  public static int limit(Context ctx) {
    return (int) number(ctx, "limit", 1, 1000, 100);
  }

  private static String checked(String name, String value) {
    // decoding turns bytes that are not UTF-8 into U+FFFD
    if (value.codePoints().anyMatch(c -> c == 0xFFFD || Character.isISOControl(c))) {
      throw Refusal.field(name, "must be UTF-8 text without control characters");
    }
    return value;
  }
}
