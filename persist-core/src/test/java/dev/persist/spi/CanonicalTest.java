package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Event;
import dev.persist.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[1]", "[1,-2.5,null,true,[],{},[1,[2]],{\"a\":[]},\"\",\"x\"]",
      "[\"a,b]}\",\"\\\"\",\"\\\\\",[\"]\"],{\"}\":\"\\\"}\"}]"})
  void an_array_is_cut_into_its_elements_and_made_of_them(String text) {
    var array = Json.parse(text);
    var elements = new ArrayList<Json>();
    array.tree().forEach(element -> elements.add(Json.of(element)));

    assertThat(Canonical.elements(array)).isEqualTo(elements);
    assertThat(Canonical.array(elements)).isEqualTo(array);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}", "{\"\":{},\"b\":[{\"c\":2},3],\"é\":\"x\"}",
      "{\"a\\\"b\":\"}\",\"c,d\":null,\"\\\\\":false,\"z\":{\"}\":[\"{\"]}}"})
  void an_object_is_cut_into_its_fields_and_made_of_them(String text) {
    var object = Json.parse(text);
    var fields = new LinkedHashMap<String, Json>();
    object.tree().properties().forEach(field -> fields.put(field.getKey(), Json.of(field.getValue())));

    assertThat(Canonical.fields(object)).containsExactlyEntriesOf(fields);
    assertThat(Canonical.object(fields)).isEqualTo(object);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "null", "\"[\"", "true"})
  void what_has_no_parts_is_refused(String text) {
    var json = Json.parse(text);
    assertThatThrownBy(() -> Canonical.elements(json)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an array: " + text);
    assertThatThrownBy(() -> Canonical.fields(json)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an object: " + text);
    assertThat(Canonical.fields(Json.EMPTY)).isEmpty();
  }

  @Test
  void no_events_are_an_empty_array() {
    assertThat(Canonical.events(List.of())).isEqualTo(Json.of(List.of()));
  }
}
