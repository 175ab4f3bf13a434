package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made by hand is what a mapper makes: the outcomes and archives of a store are in this form. */
class CanonicalTest {
  private static Event event(String name, Instant at, Object data, Object meta) {
    return new Event(name, Long.MAX_VALUE, name, at, Json.of(data), Json.of(meta));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "a \"quoted\" one", "back\\slash", "\0\u001f", "\u007f\u0080", "é", "\u2028",
      "\ud83d\ude00"})
  void it_is_what_the_mapper_makes(String name) {
    for (var at : List.of(Instant.EPOCH, Instant.MIN, Instant.MAX, Instant.ofEpochSecond(1, 120_000_000))) {
      var events = List.of(event(name, at, Map.of("b", 1, "a", List.of(name)), Map.of()),
          event(name, at, 1.50, Map.of(name, name)));
      assertThat(Canonical.events(events)).isEqualTo(Json.of(events));
      assertThat(Canonical.events(events).as(Event[].class)).containsExactlyElementsOf(events);
    }
    assertThat(Canonical.text(name)).isEqualTo(Json.of(name));
    assertThat(Canonical.array(Json.of(name), Json.NULL)).isEqualTo(Json.of(Arrays.asList(name, null)));
  }

  @Test
  void no_events_are_an_empty_array() {
    assertThat(Canonical.events(List.of())).isEqualTo(Json.of(List.of()));
  }
}
