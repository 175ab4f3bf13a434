package dev.persist.app.web;

import dev.persist.Json;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

/**
 * Which request a thread answers, and who makes it. Each event that the thread causes notes it in its metadata,
 * and each line that the thread logs.
 *
 * @param request the id of the request, which the answer names in {@code X-Request-Id}
 * @param correlation the id of what the request is a part of, from {@code X-Correlation-Id}; else the request's own
 * @param who the user, or the kind of caller; empty when the route lets anyone in
 */
public record Provenance(String request, String correlation, Optional<String> who) {
  /** What a signed payment is made by. No account can have this name. */
  public static final String PAYMENT = "payment webhook";

  private static final String CORRELATION = "X-Correlation-Id";
  private static final Pattern ID = Pattern.compile("[!-~]{1,64}");

  /** A thread that answers requests gets a new value with each of them. */
  private static final ThreadLocal<Provenance> CURRENT = new ThreadLocal<>();

  /** Begins a request: this thread works for it from now on. Refuses a correlation id that is none. */
  static void begin(Context ctx) {
    var request = UUID.randomUUID().toString();
    ctx.header("X-Request-Id", request);
    MDC.put("request", request);
    CURRENT.set(new Provenance(request, request, Optional.empty()));
    var correlation = Optional.ofNullable(ctx.header(CORRELATION)).orElse(request);
    if (!ID.matcher(correlation).matches()) {
      throw Refusal.field(CORRELATION, "must be 1 to 64 visible ASCII characters");
    }
    MDC.put("correlation", correlation);
    CURRENT.set(new Provenance(request, correlation, Optional.empty()));
  }

  /** Says who makes the request that this thread answers. */
  public static void by(String who) {
    var now = CURRENT.get();
    MDC.put("who", who);
    CURRENT.set(new Provenance(now.request, now.correlation, Optional.of(who)));
  }

  /** Returns the request that this thread answers; empty when it answers none. */
  public static Optional<Provenance> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Returns the metadata of an event that this thread causes. */
  public static Json meta() {
    return current().map(Provenance::json).orElse(Json.EMPTY);
  }

  /** Returns who caused an event, as its metadata notes it; empty when it does not. */
  public static Optional<String> who(Json meta) {
    return noted(meta, "who");
  }

  /** Returns what an event is a part of, as its metadata notes it; empty when it does not. */
  public static Optional<String> correlation(Json meta) {
    return noted(meta, "correlation");
  }

  private static Optional<String> noted(Json meta, String field) {
    return Optional.of(meta.tree().path(field)).filter(JsonNode::isString).map(JsonNode::stringValue);
  }

  private Json json() {
    var fields = new HashMap<>(Map.of("request", request, "correlation", correlation));
    who.ifPresent(name -> fields.put("who", name));
    return Json.of(fields);
  }
}
