package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference's event suite: what an event carries comes back from the engine. */
@Rule("L4")
abstract class EventCases extends Suite {
  EventCases(ConformanceKit kit) {
    super(kit);
  }

  private Event stored(String stream, String type, Instant at, Object data) {
    log().append(stream, type, at, data);
    return log().read(stream).findFirst().orElseThrow();
  }

  @Test
  void event_stream() {
    assertThat(stored("s", "t", AT, Map.of()).stream()).isEqualTo("s");
  }

  @Test
  void event_seq() {
    append("s");
    append("s");
    append("s");
    assertThat(log().readFrom("s", 3).findFirst().orElseThrow().seq()).isEqualTo(3);
  }

  @Test
  void event_type() {
    assertThat(stored("s", "create", AT, Map.of()).type()).isEqualTo("create");
  }

  @Test
  void event_at() {
    var at = Instant.ofEpochSecond(42, 123_456_789);
    assertThat(stored("s", "t", at, Map.of()).at()).isEqualTo(at);
  }

  @Test
  void event_data() {
    assertThat(stored("s", "t", AT, Map.of("x", 9)).data()).isEqualTo(Json.parse("{\"x\":9}"));
  }

  @Test
  void an_event_has_the_five_fields_of_the_reference_and_meta() {
    assertThat(Stream.of(Event.class.getRecordComponents()).map(RecordComponent::getName))
        .containsExactly("stream", "seq", "type", "at", "data", "meta");
  }
}
