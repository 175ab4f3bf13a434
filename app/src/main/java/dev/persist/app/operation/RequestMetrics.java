package dev.persist.app.operation;

import io.javalin.http.Context;
import io.javalin.http.RequestLogger;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Stream;

/** Measures each request, by the template of its route: a path would make a series for each id. */
final class RequestMetrics implements RequestLogger {
  private final MeterProvider<Timer> requests;

  @Inject
  RequestMetrics(MeterRegistry registry) {
    this.requests = Timer.builder("http.server.requests")
        .description("How long requests took, by method, route and status")
        .serviceLevelObjectives(
            Stream.of(5, 20, 100, 500, 2000).map(Duration::ofMillis).toArray(Duration[]::new))
        .withRegistry(registry);
  }

  @Override
  public void handle(Context ctx, Float millis) {
    if (String.valueOf(ctx.res().getContentType()).startsWith("text/event-stream")) {
      return; // it took as long as its caller listened
    }
    var endpoint = ctx.endpoints().matchedHttpEndpoint();
    requests.withTags(
        "method", ctx.method().isHttpMethod() ? ctx.method().name() : "none",
        "route", endpoint == null ? "none" : endpoint.path,
        "status", String.valueOf(ctx.statusCode()))
        .record(Duration.ofNanos((long) (millis * 1e6)));
  }
}
