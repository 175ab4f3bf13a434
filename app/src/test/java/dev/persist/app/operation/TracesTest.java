package dev.persist.app.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBackend;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the work of a store looks like as spans, with OpenTelemetry's own SDK. */
class TracesTest {
  private static final AttributeKey<List<String>> STREAMS = AttributeKey.stringArrayKey("persist.streams");
  private static final AttributeKey<List<String>> OUTCOMES = AttributeKey.stringArrayKey("persist.outcomes");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Persist store = Persist.over(new MemoryBackend())
      .withMeta(Traces::meta)
      .observedBy(new Traces(OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build())
          .build()));
  private final Decider<Integer, Counted> decider = new Decider<>(store, EventTypes.of(Counted.class), 0,
      (count, event) -> count + 1);

  record Counted() {}

  private SpanData span(String name) {
    return exporter.getFinishedSpanItems()
        .stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_span_of_a_commit_lies_in_that_of_its_decision_which_the_event_notes() {
    decider.on("s").decide(Instant.EPOCH, count -> Verdict.of("one", new Counted()));
    var decide = span("persist decide");
    assertThat(decide.getAttributes().get(STREAMS)).containsExactly("s");
    assertThat(decide.getAttributes().get(OUTCOMES)).containsExactly("now");
    var commit = span("persist commit");
    assertThat(commit.getParentSpanContext()).isEqualTo(decide.getSpanContext());
    assertThat(commit.getAttributes().get(OUTCOMES)).containsExactly("committed");
    assertThat(store.log().read("s").toList()).singleElement()
        .satisfies(event -> assertThat(event.meta()).isEqualTo(Json.of(
            Map.of("traceparent", "00-" + decide.getTraceId() + "-" + decide.getSpanId() + "-"
                + decide.getSpanContext().getTraceFlags().asHex()))));
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void the_span_in_which_events_are_handled_links_to_those_they_were_appended_in() throws Exception {
    store.log().append("s", "counted", Instant.EPOCH, Map.of()); // outside of any span
    decider.on("s").decide(Instant.EPOCH, count -> Verdict.ofAll("two", List.of(new Counted(), new Counted())));
    try (var runner = store.subscription("reader", "s").batches(10, InstantSource.system(), (events, commit) -> {})) {
      runner.catchUp();
    }
    var handle = span("persist handle");
    assertThat(handle.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(handle.getParentSpanContext().isValid()).isFalse();
    assertThat(handle.getLinks()).singleElement().satisfies(link -> {
      assertThat(link.getSpanContext().getSpanId()).isEqualTo(span("persist decide").getSpanId());
      assertThat(link.getSpanContext().getTraceId()).isEqualTo(span("persist decide").getTraceId());
    });
    assertThat(handle.getAttributes().get(AttributeKey.stringKey("persist.subscription"))).isEqualTo("reader");
    assertThat(handle.getAttributes().get(AttributeKey.longKey("persist.events"))).isEqualTo(3);
    assertThat(handle.getAttributes().get(STREAMS)).containsExactly("s");
  }

  @Test
  void a_fault_and_each_conflict_are_on_the_span() {
    assertThatIllegalStateException().isThrownBy(() -> decider.on("s").decide(Instant.EPOCH, count -> {
      throw new IllegalStateException("why");
    }));
    var decide = span("persist decide");
    assertThat(decide.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(decide.getEvents()).singleElement()
        .satisfies(event -> assertThat(event.getAttributes().asMap().values()).contains("why"));
    exporter.reset();
    decider.on("t").decide(Instant.EPOCH, count -> {
      if (count == 0) {
        store.log().append("t", "counted", Instant.EPOCH, Map.of());
      }
      return Verdict.of("one", new Counted());
    });
    assertThat(span("persist decide").getEvents()).extracting("name").containsExactly("conflict");
  }
}
