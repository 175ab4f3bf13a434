package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.internal.OwnKeys;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins which partition has a name: a failure here means that stores written before can no longer be read. */
class PlacementTest {
  private static final Placement PLACEMENT = new Placement(16);

  @Test
  void names_are_here() {
    assertThat(List.of("order/1", "order/2", "stock/7", "", "é", "$all").stream().map(PLACEMENT::of))
        .containsExactly(2, 6, 12, 0, 12, 12);
  }

  @Test
  void names_that_have_the_same_in_braces_are_together() {
    assertThat(
        List.of("{tenant-7}/orders", "{tenant-7}/stock", "audit/{tenant-7}/x").stream().map(PLACEMENT::of))
        .containsOnly(PLACEMENT.of("tenant-7"));
    assertThat(PLACEMENT.of("{}a")).isNotEqualTo(PLACEMENT.of("{}b"));
    assertThat(PLACEMENT.of("a{")).isNotEqualTo(PLACEMENT.of("b{"));
  }

  @Test
  void what_persist_keeps_about_a_stream_is_with_the_stream() {
    for (var stream : List.of("order/1", "{tenant-7}/orders", "a\"b\\c\0é", "long".repeat(100))) {
      var here = PLACEMENT.of(stream);
      assertThat(PLACEMENT.of(OwnKeys.key(stream, "snapshot", "total", 1))).isEqualTo(here);
      assertThat(PLACEMENT.of(OwnKeys.tagStream(stream, 1, "red"))).isEqualTo(here);
      assertThat(PLACEMENT.of(OwnKeys.sibling(OwnKeys.tagRule(stream), "x"))).isEqualTo(here);
    }
  }

  @Test
  void names_are_spread_evenly() {
    var found = new HashMap<Integer, Integer>();
    for (var i = 0; i < 16_000; i++) {
      found.merge(PLACEMENT.of("order/" + i), 1, Integer::sum);
    }
    assertThat(found).hasSize(16);
    assertThat(found.values()).allMatch(names -> names > 800 && names < 1_200);
  }
}
