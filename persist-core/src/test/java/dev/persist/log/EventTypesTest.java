package dev.persist.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.log.EventTypesTest.Parcel.InTransit.HandedOver;
import dev.persist.log.EventTypesTest.Parcel.Other;
import dev.persist.log.EventTypesTest.Parcel.Posted;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How records become events, and events records. */
class EventTypesTest {
  sealed interface Parcel {
    record Posted(String to, int grams) implements Parcel {}

    /** One that is in others' hands. */
    sealed interface InTransit extends Parcel {
      record HandedOver(String carrier) implements InTransit {}
    }

    record Other(String type) implements Parcel {}
  }

  private static final Instant AT = Instant.EPOCH;
  private static final EventTypes<Parcel> TYPES = EventTypes.of(Parcel.class);

  @Test
  void a_record_is_stored_under_its_own_name_with_its_components() {
    assertThat(TYPES.records())
        .isEqualTo(Map.of("posted", Posted.class, "handed-over", HandedOver.class, "other", Other.class));
    assertThat(TYPES.write(new Posted("ann", 12), AT))
        .isEqualTo(NewEvent.of("posted", AT, Map.of("to", "ann", "grams", 12)));
    assertThat(TYPES.read(stored("handed-over", Map.of("carrier", "bob")))).isEqualTo(new HandedOver("bob"));
  }

  @Test
  void a_record_may_be_named_otherwise() {
    var types = TYPES.named(Posted.class, "parcel-posted-v1");
    assertThat(types.records()).containsEntry("parcel-posted-v1", Posted.class).doesNotContainKey("posted").hasSize(3);
    assertThat(types.write(new Posted("ann", 1), AT).type()).isEqualTo("parcel-posted-v1");
    assertThat(types.read(stored("parcel-posted-v1", Map.of("to", "ann", "grams", 1)))).isEqualTo(new Posted("ann", 1));
  }

  @Test
  void two_records_of_one_name_are_refused() {
    assertThatThrownBy(() -> TYPES.named(Posted.class, "other")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Posted.class.getName())
        .hasMessageContaining(Other.class.getName());
  }

  @Test
  void what_is_no_sealed_family_of_records_is_refused() {
    assertThatThrownBy(() -> EventTypes.of(Runnable.class)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Runnable");
  }

  @Test
  void a_stored_type_that_nobody_named_is_an_error_that_says_where_it_is() {
    assertThatThrownBy(() -> TYPES.read(stored("lost", Map.of()))).isInstanceOf(IllegalStateException.class)
        .hasMessage("event 3 of stream \"p\", of type \"lost\", is no Parcel; those are: handed-over, other, posted");
  }

  @Test
  void data_that_is_not_the_records_is_an_error_that_says_where_it_is() {
    assertThatThrownBy(() -> TYPES.read(stored("posted", Map.of("to", "ann"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("event 3 of stream \"p\"")
        .hasMessageContaining("grams");
  }

  @Test
  void a_catch_all_is_read_for_any_other_type_and_never_written() {
    var types = TYPES.otherwise(Other.class, event -> new Other(event.type()));
    assertThat(types.read(stored("lost", Map.of()))).isEqualTo(new Other("lost"));
    assertThat(types.read(stored("other", Map.of("type", "x")))).isEqualTo(new Other("other"));
    assertThatThrownBy(() -> types.write(new Other("lost"), AT)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[posted, handed-over]");
  }

  @Test
  void events_of_older_shapes_are_lifted_whether_or_not_newer_ones_are_among_them() {
    var types = TYPES.lifting(
        Upcasters.NONE
            .with("sent",
                event -> new Event(event.stream(), event.seq(), "posted", event.at(), event.data(), event.meta()))
            .with("posted", event -> event.data().tree().has("grams")
                ? event
                : event.withData(event.data().merge(Map.of("grams", 0)))));
    assertThat(types.read(stored("sent", Map.of("to", "ann")))).isEqualTo(new Posted("ann", 0));
    assertThat(types.read(stored("posted", Map.of("to", "ann")))).isEqualTo(new Posted("ann", 0));
    assertThat(types.read(stored("posted", Map.of("to", "ann", "grams", 5)))).isEqualTo(new Posted("ann", 5));
  }

  private static Event stored(String type, Object data) {
    return new Event("p", 3, type, AT, Json.of(data), Json.EMPTY);
  }
}
