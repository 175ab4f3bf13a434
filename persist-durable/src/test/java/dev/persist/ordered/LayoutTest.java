package dev.persist.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.spi.NameOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins where things are stored: a failure here means that stores written before can no longer be read. */
class LayoutTest {
  private static final List<String> NAMES = List.of(
      "\0", "\0\0", "a", "a\0", "a\0b", "a/b", "aa", "b", "z".repeat(512), "é", "日本", "\uffff", "😀", "😀a");

  @Test
  void the_keys_are_these_bytes() {
    assertThat(hex(Layout.formatKey())).isEqualTo("66");
    assertThat(Layout.FORMAT).isEqualTo(1);
    assertThat(hex(Layout.head("é"))).isEqualTo("68c3a9");
    assertThat(hex(Layout.value("k\0😀"))).isEqualTo("6b6b00f09f9880");
    assertThat(hex(Layout.event("s\0", 258))).isEqualTo("657300010000" + "0000000000000102");
    assertThat(hex(Layout.event("s", Long.MAX_VALUE))).isEqualTo("6573" + "0000" + "7fffffffffffffff");
    assertThat(hex(Layout.event("z".repeat(512), 1))).isEqualTo("65" + "7a".repeat(512) + "0000" + "0000000000000001");
    assertThat(hex(Layout.outcome("s", "é"))).isEqualTo("6973" + "0000" + "c3a9");
  }

  @Test
  void the_head_is_these_bytes() {
    assertThat(hex(new Head(258, 3).write())).isEqualTo("00000000000001020000000000000003");
    assertThat(Head.read(new Head(258, 3).write())).isEqualTo(new Head(258, 3));
  }

  @Test
  void the_names_in_keys_come_back_and_sort_as_names_do() {
    for (var name : NAMES) {
      assertThat(Layout.name(Layout.head(name))).isEqualTo(name);
      assertThat(Layout.name(Layout.value(name))).isEqualTo(name);
    }
    assertThat(NAMES).isSortedAccordingTo(NameOrder.BY_CODE_POINT);
    assertThat(NAMES.stream().map(Layout::head).toList()).isSortedAccordingTo(Arrays::compareUnsigned);
    assertThat(NAMES.stream().map(Layout::value).toList()).isSortedAccordingTo(Arrays::compareUnsigned);
  }

  @Test
  void the_streams_in_keys_of_events_and_outcomes_come_back_and_sort_as_names_do() {
    for (var stream : NAMES) {
      var event = Layout.event(stream, 0x0000_0100_0000_0001L);
      assertThat(Layout.stream(event, Layout.end(event))).isEqualTo(stream);
      assertThat(Layout.seq(event)).isEqualTo(0x0000_0100_0000_0001L);
      for (var id : NAMES) {
        var outcome = Layout.outcome(stream, id);
        assertThat(Layout.stream(outcome, Layout.end(outcome))).isEqualTo(stream);
        assertThat(Layout.id(outcome, Layout.end(outcome))).isEqualTo(id);
      }
    }
    assertThat(NAMES.stream().map(stream -> Layout.event(stream, 1)).toList())
        .isSortedAccordingTo(Arrays::compareUnsigned);
    assertThat(NAMES.stream().flatMap(stream -> NAMES.stream().map(id -> Layout.outcome(stream, id))).toList())
        .isSortedAccordingTo(Arrays::compareUnsigned);
  }

  @Test
  void the_events_of_a_stream_are_neighbours_in_seq_order() {
    for (var stream : NAMES) {
      var keys = List.of(
          Layout.event(stream, 0),
          Layout.event(stream, 1),
          Layout.event(stream, 255),
          Layout.event(stream, 256),
          Layout.event(stream, 1L << 32),
          Layout.event(stream, Long.MAX_VALUE));
      assertThat(keys).isSortedAccordingTo(Arrays::compareUnsigned);
      for (var other : NAMES) {
        var foreign = Layout.event(other, 7);
        assertThat(other.equals(stream)
            || Arrays.compareUnsigned(foreign, keys.getFirst()) < 0
            || Arrays.compareUnsigned(foreign, keys.getLast()) > 0).as("%s among %s", other, stream).isTrue();
      }
    }
  }

  @Test
  void no_two_things_share_a_key() {
    var keys = new ArrayList<String>(List.of(hex(Layout.formatKey())));
    for (var name : NAMES) {
      keys.addAll(List.of(hex(Layout.head(name)), hex(Layout.value(name)), hex(Layout.event(name, 1))));
      NAMES.forEach(id -> keys.add(hex(Layout.outcome(name, id))));
    }
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void a_range_holds_all_that_start_with_its_prefix_and_nothing_else() {
    for (var prefix : NAMES) {
      var end = Layout.afterAll(Layout.value(prefix));
      for (var name : NAMES) {
        var key = Layout.value(name);
        var inside = Arrays.compareUnsigned(key, Layout.value(prefix)) >= 0 && Arrays.compareUnsigned(key, end) < 0;
        assertThat(inside).as("%s in %s", name, prefix).isEqualTo(name.startsWith(prefix));
      }
      assertThat(hex(Layout.after(Layout.value(prefix)))).isEqualTo(hex(Layout.value(prefix)) + "00");
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
