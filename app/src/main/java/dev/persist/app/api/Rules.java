package dev.persist.app.api;

import dev.persist.Json;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.blob.BlobRef;
import dev.persist.example.acl.domain.Resource;
import io.javalin.http.Context;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;

/**
 * Says which names and numbers the API takes. Anything else is a 400 that names the field, before anything is written.
 */
public final class Rules {
  /** In minor units. It is far below the amount at which the sum of all orders would overflow. */
  public static final long MAX_TOTAL = 1_000_000_000_000_000L;

  private static final int MAX_NAME = 200;

  /** A year of RFC 3339, which the document of the API means by an instant, has four digits. */
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  private Rules() {}

  /** Takes a text that becomes part of a stream's or key's name. So it counts bytes, and must fit into a URL's path. */
  public static String name(String field, String value) {
    text(field, value);
    // The size without the quotes also bounds a name where it is stored as JSON.
    InvalidField.unless(Json.of(value).size() - 2 <= MAX_NAME, field,
        "must be at most 200 bytes of UTF-8, in which \" and \\ count twice");
    InvalidField.unless(!value.equals(".") && !value.equals(".."), field, "must not be . or ..");
    return value;
  }

  /** Takes one line that a person can read. */
  public static String text(String field, String value) {
    InvalidField.unless(!value.isBlank(), field, "must not be blank");
    InvalidField.unless(value.length() <= MAX_NAME, field, "must be at most 200 characters");
    InvalidField.unless(value.codePoints().noneMatch(Rules::unreadable), field, "must have no control characters");
    return value;
  }

  public static void range(String field, long value, long min, long max) {
    InvalidField.unless(value >= min && value <= max, field, "must be " + min + " to " + max);
  }

  /** Takes what an order costs, in minor units. */
  public static void total(String field, BigInteger total) {
    InvalidField.unless(total.compareTo(BigInteger.valueOf(MAX_TOTAL)) <= 0, field,
        "must add up to at most " + MAX_TOTAL);
  }

  public static void currency(String value) {
    InvalidField.unless(value.matches("[A-Z]{3}"), "currency", "must be three capital letters, such as GBP");
  }

  public static String path(Context ctx, String name) {
    return name(name, Params.path(ctx, name));
  }

  /** Takes a resource in the path. */
  public static String resource(Context ctx) {
    var name = path(ctx, "resource");
    Resource.fault(name).ifPresent(fault -> {
      throw new InvalidField("resource", fault);
    });
    return name;
  }

  /** Takes the end of something that is in force at {@code now}. */
  public static void end(String field, Instant end, Instant now) {
    InvalidField.unless(end.isAfter(now) && end.isBefore(YEAR_10000), field,
        "must be later than " + now + ", and before the year 10000");
  }

  public static String idempotencyKey(Context ctx) {
    return name("Idempotency-Key", Params.header(ctx, "Idempotency-Key"));
  }

  /** Takes the type that the request states for its body, without parameters. */
  public static String mime(Context ctx) {
    var type = ctx.req().getContentType();
    var mime = type == null ? "application/octet-stream" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    InvalidField.unless(BlobRef.isMime(mime), "Content-Type",
        "must be a media type such as application/pdf, of at most 100 characters");
    return mime;
  }

  private static boolean unreadable(int point) {
    return point == 0xFFFD || Character.isISOControl(point);
  }
}
