package dev.persist.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Event;
import dev.persist.log.EventTypes;
import dev.persist.log.Upcasters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check accepts and refuses, and what it says to write. */
class EventShapesTest {
  @TempDir private Path dir;
  private Path file;

  sealed interface Was {
    record Ordered(String customer, Optional<String> note) implements Was {}

    record Sent() implements Was {}
  }

  @BeforeEach
  void accept() {
    file = dir.resolve("resources/events.json");
    EventShapes.of(EventTypes.of(Was.class)).check(file, true);
  }

  @Test
  void the_file_holds_each_shape_with_its_samples() {
    assertThat(file).hasContent("""
        {
          "ordered": [
            {
              "shape": {"customer":"String","note?":"String"},
              "samples": [
                {"customer":"text","note":null},
                {"customer":"text","note":"text"}
              ]
            }
          ],
          "sent": [
            {
              "shape": {},
              "samples": [
                {}
              ]
            }
          ]
        }
        """);
  }

  sealed interface More {
    record Ordered(String customer, Optional<String> note, Optional<Integer> tip) implements More {}

    record Sent() implements More {}

    record Paid(long cents) implements More {}
  }

  @Test
  void a_shape_that_is_not_in_the_file_fails_and_changes_nothing() throws IOException {
    var before = Files.readString(file);
    says(EventTypes.of(More.class), false, """
        The event "ordered" has a new shape:
          was {"customer":"String","note?":"String"}
          is  {"customer":"String","note?":"String","tip?":"Integer"}

        The event "paid" is new:
          {"cents":"long"}

        All events in FILE can be read. To accept what is new, run this test with -Dpersist.events=accept, and commit \
        the file.""");
    assertThat(file).hasContent(before);
  }

  @Test
  void an_accepted_shape_stands_beside_the_older_ones() throws IOException {
    EventShapes.of(EventTypes.of(More.class)).check(file, true);
    EventShapes.of(EventTypes.of(More.class)).check(file, false);
    var accepted = Files.readString(file);
    assertThat(accepted).containsSubsequence("{\"customer\":\"String\",\"note?\":\"String\"}", "\"tip?\":\"Integer\"",
        "\"paid\"", "{\"cents\":9223372036854775807}");
    EventShapes.of(EventTypes.of(More.class)).check(file, true);
    assertThat(file).as("accepted again").hasContent(accepted);
  }

  sealed interface Required {
    record Ordered(String customer, Optional<String> note, String currency) implements Required {}

    record Sent() implements Required {}
  }

  @Test
  void a_required_component_needs_an_upcaster_and_is_accepted_with_it() {
    refused(EventTypes.of(Required.class), """
        Stored events "ordered" cannot be read any more:
          event {"customer":"text","note":null}
          was   {"customer":"String","note?":"String"}
          is    {"currency":"String","customer":"String","note?":"String"}
          error event 1 of stream "stored", of type "ordered", does not fit""", """
        Do one of these:
        - make "currency" an Optional; it is empty in these events
        - say what "currency" was in these events, with an upcaster:
            .lifting(Upcasters.NONE.with("ordered", event ->
                event.data().tree().has("currency")
                    ? event : event.withData(event.data().merge(Map.of("currency", "its value then")))))
        - if no such event was ever stored, delete the sample from FILE, and the type with its last sample""");
    accepted(EventTypes.of(Required.class)
        .lifting(Upcasters.NONE.with("ordered", event -> event.data().tree().has("currency")
            ? event
            : event.withData(event.data().merge(Map.of("currency", "its value then"))))));
  }

  sealed interface Renamed {
    record Ordered(String buyer, Optional<String> note) implements Renamed {}

    record Sent() implements Renamed {}
  }

  @Test
  void a_renamed_component_needs_an_upcaster_and_is_accepted_with_it() {
    refused(EventTypes.of(Renamed.class), """
        - if "buyer" is the old "customer", say so with an upcaster:
            .lifting(Upcasters.NONE.with("ordered", event ->
                event.data().tree().has("buyer")
                    ? event : event.withData(event.data().merge(Map.of("buyer", event.data().tree().get("customer"))))))
        """);
    accepted(EventTypes.of(Renamed.class)
        .lifting(Upcasters.NONE.with("ordered", event -> event.data().tree().has("buyer")
            ? event
            : event.withData(event.data().merge(Map.of("buyer", event.data().tree().get("customer")))))));
  }

  sealed interface OptionalRenamed {
    record Ordered(String customer, Optional<String> remark) implements OptionalRenamed {}

    record Sent() implements OptionalRenamed {}
  }

  @Test
  void a_field_that_is_no_longer_read_is_named_before_it_is_accepted() {
    says(EventTypes.of(OptionalRenamed.class), false, """
        "note" of stored events is no longer read. If it has another name now, add an upcaster:""");
    var lifting = EventTypes.of(OptionalRenamed.class)
        .lifting(Upcasters.NONE.with("ordered", event -> event.data().tree().has("remark")
            ? event
            : event.withData(event.data().merge(Map.of("remark", event.data().tree().get("note"))))));
    assertThatThrownBy(() -> EventShapes.of(lifting).check(file, false)).hasMessageNotContaining("no longer read");
  }

  sealed interface Other {
    record Ordered(String customer, Optional<String> note) implements Other {}

    record Shipped() implements Other {}
  }

  @Test
  void a_record_that_is_gone_or_renamed_needs_its_old_name_or_an_upcaster() {
    refused(EventTypes.of(Other.class), """
        - keep the record of "sent"; code that no longer writes it still reads it
        - if the record has another name now, keep the stored one: .named(TheRecord.class, "sent")
        - make another event of it, with an upcaster:
            .lifting(Upcasters.NONE.with("sent", event ->
                new Event(event.stream(), event.seq(), "shipped", event.at(), event.data(), event.meta())))
        """);
    EventShapes.of(EventTypes.of(Other.class).named(Other.Shipped.class, "sent")).check(file, false);
    accepted(EventTypes.of(Other.class)
        .lifting(Upcasters.NONE.with("sent",
            event -> new Event(event.stream(), event.seq(), "shipped", event.at(), event.data(), event.meta()))));
  }

  @Test
  void a_catch_all_reads_an_event_whose_record_is_gone() {
    EventShapes.of(EventTypes.of(Rest.class).otherwise(Rest.Unknown.class, event -> new Rest.Unknown(event.type())))
        .check(file, false);
  }

  sealed interface Rest {
    record Ordered(String customer, Optional<String> note) implements Rest {}

    record Unknown(String type) implements Rest {}
  }

  sealed interface Reshaped {
    record Ordered(List<String> customer, String note) implements Reshaped {}

    record Sent() implements Reshaped {}
  }

  @Test
  void a_component_of_another_type_is_named_with_both_types() {
    refused(EventTypes.of(Reshaped.class), """
        - let "customer" take what is stored: it was "String", and is ["String"]
        """, """
        - let "note" take what is stored: it was optional "String", and is "String"
        """);
  }

  @Test
  void an_upcaster_that_fails_for_an_accepted_shape_is_found() {
    refused(EventTypes.of(Was.class).lifting(Upcasters.NONE.with("sent", event -> {
      throw new IllegalStateException("broken");
    })), "a constructor refuses a stored value, or an upcaster fails", "broken");
  }

  @Test
  void a_shape_of_before_the_file_is_added_by_hand() throws IOException {
    var older = "{\"shape\":{\"buyer\":\"String\"},\"samples\":[{\"buyer\":\"ann\"}]},";
    Files.writeString(file, Files.readString(file).replaceFirst("\"ordered\": \\[", "$0" + older));
    refused(EventTypes.of(Was.class), "event {\"buyer\":\"ann\"}");
    EventShapes.of(EventTypes.of(Was.class)
        .lifting(Upcasters.NONE.with("ordered",
            event -> event.data().tree().has("customer")
                ? event
                : event.withData(Map.of("customer", event.data().tree().get("buyer"))))))
        .check(file, false);
  }

  @Test
  void a_file_that_is_no_history_is_an_error_that_names_it() throws IOException {
    Files.writeString(file, "{\"ordered\":[{\"samples\":[]}]}");
    assertThatThrownBy(() -> EventShapes.of(EventTypes.of(Was.class)).check(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("shape");
  }

  /** A change that can be read is accepted on request, and is right from then on. */
  private void accepted(EventTypes<?> types) {
    assertThatThrownBy(() -> EventShapes.of(types).check(file, false)).hasMessageContaining("can be read. To accept");
    EventShapes.of(types).check(file, true);
    EventShapes.of(types).check(file, false);
  }

  /** What cannot be read is refused, even when it should be accepted. */
  private void refused(EventTypes<?> types, String... said) {
    says(types, false, said);
    says(types, true, said);
  }

  private void says(EventTypes<?> types, boolean accept, String... said) {
    assertThatThrownBy(() -> EventShapes.of(types).check(file, accept)).isInstanceOf(AssertionError.class)
        .message()
        .satisfies(message -> assertThat(message.replace(file.toString(), "FILE"))
            .contains(Stream.of(said).map(String::stripTrailing).toList()));
  }
}
