package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Event;
import dev.persist.log.Upcasters;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Old events in their current shape, wherever they are folded (rule P4). */
@Rule("P4")
abstract class UpcastRules extends Suite {
  /** Version 1 has total, version 2 amount, version 3 also a currency and another type. */
  private static final Upcasters UPCASTERS = Upcasters.NONE
      .with("placed", event -> event.data().tree().has("total")
          ? event.withData(Map.of("amount", event.data().tree().get("total")))
          : event)
      .with("placed", event -> new Event(event.stream(), event.seq(), "ordered", event.at(),
          event.data().merge(Map.of("currency", "GBP")), event.meta()));

  private static final Projection<Integer> REVENUE = new Projection<Integer>(0, (sum, event) -> {
    assertThat(event.type()).isEqualTo("ordered");
    assertThat(event.data().tree().get("currency").asString()).isEqualTo("GBP");
    return sum + event.data().tree().get("amount").intValue();
  }).lifting(UPCASTERS);

  UpcastRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void old_and_new_events_fold_alike_in_streams_timelines_snapshots_views_and_archives() {
    log().appendGlobal("s", "placed", AT, Map.of("total", 1));
    log().appendGlobal("s", "placed", AT, Map.of("amount", 20));
    log().appendGlobal("s", "ordered", AT, Map.of("amount", 300, "currency", "GBP"));
    var stored = log().read("s").toList();
    var archiving = store.archivingTo(new MemoryBlobStore());
    var snapshots = archiving.snapshots("revenue", 1, REVENUE, Codec.of(Integer.class));
    assertThat(REVENUE.fold(log(), "s")).isEqualTo(321);
    assertThat(REVENUE.project(log().global()).value()).isEqualTo(321);
    assertThat(snapshots.replay("s").value()).isEqualTo(321);
    assertThat(snapshots.view("s").refresh().value()).isEqualTo(321);
    assertThat(log().read("s")).isEqualTo(stored);
    snapshots.compact("s");
    assertThat(archiving.log().readWithArchive("s", 1)).isEqualTo(stored);
    assertThat(REVENUE.fold(archiving.log(), "s")).isEqualTo(321);
    assertThat(UPCASTERS.read(archiving.log(), "s").map(Event::type)).containsOnly("ordered").hasSize(3);
  }

  @Test
  @SuppressWarnings("NullAway") // what callers do all the same
  void an_upcaster_that_fails_is_said_to_with_the_event() {
    append("s");
    var failing = Upcasters.NONE.with("x", event -> {
      throw new IllegalArgumentException("no unit price");
    });
    for (var upcasters : List.of(failing, Upcasters.NONE.with("x", event -> null))) {
      assertThatIllegalStateException().isThrownBy(() -> COUNT.lifting(upcasters).fold(log(), "s"))
          .withMessageStartingWith("the upcaster of \"x\" failed for event 1 of stream \"s\": ");
    }
  }

  @Test
  void an_upcaster_that_moves_an_event_is_refused() {
    append("s");
    var moving = Upcasters.NONE.with("x",
        event -> new Event("t", event.seq(), "x", event.at(), event.data(), event.meta()));
    var counting = Upcasters.NONE.with("x", event -> new Event("s", 2, "x", event.at(), event.data(), event.meta()));
    assertThatIllegalStateException().isThrownBy(() -> COUNT.lifting(moving).fold(log(), "s"))
        .withMessageContaining("moved");
    assertThatIllegalStateException().isThrownBy(() -> counting.read(log(), "s").toList());
  }
}
