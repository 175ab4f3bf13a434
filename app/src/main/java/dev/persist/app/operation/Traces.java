package dev.persist.app.operation;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Observer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Traces the work of a store with OpenTelemetry, one span for each piece of work. An event notes in its metadata the
 * span that it was appended in ({@link #meta}). The span in which it is handled links to that span, since nobody waits
 * for the handler.
 */
public final class Traces implements Observer {
  private static final String PARENT = "traceparent"; // of W3C Trace Context
  private static final Pattern NOTED = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
  private static final AttributeKey<List<String>> STREAMS = AttributeKey.stringArrayKey("persist.streams");
  private static final AttributeKey<List<String>> OUTCOMES = AttributeKey.stringArrayKey("persist.outcomes");
  private static final AttributeKey<Long> COMMITS = AttributeKey.longKey("persist.commits");
  private static final AttributeKey<Long> EVENTS = AttributeKey.longKey("persist.events");
  private static final AttributeKey<String> SUBSCRIPTION = AttributeKey.stringKey("persist.subscription");

  private final Tracer tracer;

  Traces(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("dev.persist");
  }

  /** Returns the metadata that names the current span of this thread; empty when it has none. */
  public static Json meta() {
    var span = Span.current().getSpanContext();
    return span.isValid()
        ? Json.of(Map.of(PARENT,
            "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex()))
        : Json.EMPTY;
  }

  @Override
  public Watch begin(Work work) {
    return new Traced(switch (work) {
      case Work.Committing(var commits) ->
        tracer.spanBuilder("persist commit").setAttribute(COMMITS, (long) commits.size());
      case Work.Deciding(var streams) -> tracer.spanBuilder("persist decide").setAttribute(STREAMS, streams);
      case Work.Handling(var subscription, var stream, var events) -> {
        var span = tracer.spanBuilder("persist handle")
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute(SUBSCRIPTION, subscription)
            .setAttribute(STREAMS, List.of(stream))
            .setAttribute(EVENTS, (long) events.size());
        events.stream().map(Traces::cause).distinct().forEach(span::addLink);
        yield span;
      }
    });
  }

  /** Returns the span that {@code event} notes; an invalid one, which a span never links to, when it notes none. */
  private static SpanContext cause(Event event) {
    var noted = NOTED.matcher(event.meta().tree().path(PARENT).asString(""));
    return noted.matches()
        ? SpanContext.createFromRemoteParent(noted.group(1), noted.group(2), TraceFlags.fromHex(noted.group(3), 0),
            TraceState.getDefault())
        : SpanContext.getInvalid();
  }

  private static final class Traced implements Watch {
    private final Span span;
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // the end of the span closes it
    Traced(SpanBuilder builder) {
      this.span = builder.startSpan();
      this.scope = span.makeCurrent();
    }

    @Override
    public void again() {
      span.addEvent("conflict");
    }

    @Override
    public void ended(List<String> outcomes) {
      span.setAttribute(OUTCOMES, outcomes);
      end();
    }

    @Override
    public void failed(Throwable fault) {
      span.recordException(fault);
      span.setStatus(StatusCode.ERROR, fault.getClass().getSimpleName());
      end();
    }

    private void end() {
      scope.close();
      span.end();
    }
  }
}
