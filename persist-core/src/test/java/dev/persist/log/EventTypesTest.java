package dev.persist.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.log.EventTypesTest.Parcel.InTransit.HandedOver;
import dev.persist.log.EventTypesTest.Parcel.Other;
import dev.persist.log.EventTypesTest.Parcel.Posted;
import dev.persist.log.EventTypesTest.Sale.Means.GiftCard;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        .hasMessage(
            "event 3 of stream \"p\", of type \"lost\", is not a Parcel; the types are: handed-over, other, posted");
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

  @Test
  void a_record_named_again_has_the_last_name_only_and_its_own_is_free() {
    var types = TYPES.named(Posted.class, "first").named(Posted.class, "second");
    assertThat(types.records().keySet()).containsExactlyInAnyOrder("second", "handed-over", "other");
    assertThat(types.named(Posted.class, "second").records()).isEqualTo(types.records());
    assertThat(types.named(Other.class, "posted").write(new Other("x"), AT).type()).isEqualTo("posted");
    assertThatThrownBy(() -> types.read(stored("first", Map.of("to", "ann", "grams", 1))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(TYPES.write(new Posted("ann", 1), AT).type()).as("of those it was named from").isEqualTo("posted");
  }

  @Test
  void a_name_is_in_lower_case_with_a_hyphen_before_each_word() {
    assertThat(EventTypes.of(Words.class).records().keySet())
        .containsExactlyInAnyOrder("one", "two-words", "v2-sent", "pdf");
  }

  sealed interface Words {
    record One() implements Words {}

    record TwoWords() implements Words {}

    record V2Sent() implements Words {}

    record PDF() implements Words {}
  }

  @Test
  void families_nest_and_two_records_of_one_name_in_them_are_refused() {
    assertThat(EventTypes.of(Deep.class).records()).isEqualTo(Map.of("leaf", Deep.Er.Est.Leaf.class));
    assertThat(EventTypes.of(Deep.Er.Est.Leaf.class).records()).isEqualTo(Map.of("leaf", Deep.Er.Est.Leaf.class));
    assertThatThrownBy(() -> EventTypes.of(Twice.class)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both " + Twice.Here.Sent.class.getName())
        .hasMessageContaining(Twice.There.Sent.class.getName())
        .hasMessageContaining("\"sent\"");
  }

  sealed interface Deep {
    sealed interface Er extends Deep {
      sealed interface Est extends Er {
        record Leaf() implements Est {}
      }
    }
  }

  sealed interface Twice {
    sealed interface Here extends Twice {
      record Sent() implements Here {}
    }

    sealed interface There extends Twice {
      record Sent() implements There {}
    }
  }

  @Test
  void a_family_with_something_else_in_it_is_refused() {
    for (var family : List.of(Open.class, Closed.class)) {
      assertThatThrownBy(() -> EventTypes.of(family)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(family.getPermittedSubclasses()[0].getName() + " is neither a record");
    }
    assertThatThrownBy(() -> EventTypes.of(Base.class)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(Base.class.getName());
  }

  sealed interface Open {
    non-sealed interface Anything extends Open {}
  }

  sealed interface Closed {
    enum Constant implements Closed {
      ONE
    }
  }

  abstract static sealed class Base {
    static final class Derived extends Base {}
  }

  @Test
  void a_catch_all_has_no_name_and_is_given_the_lifted_event() {
    var types = TYPES.otherwise(Other.class, event -> new Other(event.data().toString()))
        .lifting(Upcasters.NONE.with("lost", event -> event.withData(Json.of("lifted"))));
    assertThat(types.records()).doesNotContainKey("other").hasSize(2);
    assertThat(types.read(stored("lost", Map.of()))).isEqualTo(new Other("\"lifted\""));
    assertThatThrownBy(() -> types.named(Other.class, "x")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Other.class.getName());
    assertThatThrownBy(() -> types.read(stored("posted", Map.of("to", "ann"))))
        .as("what is named, but does not fit, is nothing else")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_types_were_made_to_do_they_do_in_any_order() {
    var lifting = Upcasters.NONE.with("sent",
        event -> new Event(event.stream(), event.seq(), "p", event.at(), event.data(), event.meta()));
    for (var types : List.of(
        TYPES.named(Posted.class, "p").lifting(lifting).otherwise(Other.class, event -> new Other(event.type())),
        TYPES.otherwise(Other.class, event -> new Other(event.type())).lifting(lifting).named(Posted.class, "p"),
        TYPES.lifting(lifting).otherwise(Other.class, event -> new Other(event.type())).named(Posted.class, "p"))) {
      assertThat(types.read(stored("sent", Map.of("to", "ann", "grams", 1)))).isEqualTo(new Posted("ann", 1));
      assertThat(types.read(stored("posted", Map.of()))).isEqualTo(new Other("posted"));
    }
  }

  sealed interface Sale {
    record Paid(BigDecimal amount, Integer count, Means means, Optional<String> note) implements Sale {}

    sealed interface Means {
      record Cash() implements Means {}

      record GiftCard(String code) implements Means {}
    }
  }

  private static final EventTypes<Sale> SALES = EventTypes.of(Sale.class);
  private static final Sale.Paid PAID = new Sale.Paid(new BigDecimal("10.00"), 1, new GiftCard("x"), Optional.empty());

  @Test
  void a_component_that_is_a_sealed_family_is_an_object_named_for_its_record() {
    var written = SALES.write(PAID, AT);
    assertThat(written.data()).isEqualTo(
        Json.parse("{\"amount\":\"10.00\",\"count\":1,\"means\":{\"gift-card\":{\"code\":\"x\"}},\"note\":null}"));
    assertThat(SALES.read(stored("paid", written.data()))).isEqualTo(PAID);
  }

  @Test
  void an_optional_component_that_stored_events_lack_is_empty() {
    assertThat(SALES.read(stored("paid", Map.of("amount", 10, "count", 1, "means", Map.of("cash", Map.of())))))
        .isEqualTo(new Sale.Paid(BigDecimal.TEN, 1, new Sale.Means.Cash(), Optional.empty()));
  }

  @Test
  @SuppressWarnings({"NullAway", "NullOptional"}) // what callers do all the same
  void what_could_not_be_read_is_not_written() {
    for (var unreadable : List.of(new Sale.Paid(BigDecimal.ONE, null, PAID.means(), PAID.note()),
        new Sale.Paid(BigDecimal.ONE, 1, null, PAID.note()), new Sale.Paid(null, 1, PAID.means(), PAID.note()),
        new Sale.Paid(BigDecimal.ONE, 1, PAID.means(), null))) {
      assertThatThrownBy(() -> SALES.write(unreadable, AT)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("cannot write an event of type \"paid\"")
          .hasMessageMatching(".*(amount|count|means|note).*");
    }
  }

  sealed interface Loose {
    record Changed(Object to) implements Loose {}
  }

  @Test
  void a_family_whose_events_may_be_read_back_unequal_is_refused() {
    assertThatThrownBy(() -> EventTypes.of(Loose.class)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component \"to\" of " + Loose.Changed.class.getName())
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void the_records_cannot_be_changed_from_outside() {
    assertThatThrownBy(() -> TYPES.records().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  private static Event stored(String type, Object data) {
    return new Event("p", 3, type, AT, Json.of(data), Json.EMPTY);
  }
}
