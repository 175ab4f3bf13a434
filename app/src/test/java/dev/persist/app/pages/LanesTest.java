package dev.persist.app.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.pages.Lanes.Drawn;
import dev.persist.app.pages.Lanes.Lane;
import dev.persist.app.pages.Lanes.Mark;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static Lane lane(long... at) {
    return new Lane("a", "",
        LongStream.of(at).mapToObj(each -> new Mark(each, "at " + each, "label", "")).toList());
  }

  @Test
  void a_label_without_room_is_left_out_and_one_at_the_end_lies_before_its_mark() {
    var lane = lane(0, 30, 100, 990, 1_000);
    var drawn = new Lanes("", List.of(lane)).drawn(lane);
    assertThat(drawn).extracting(Drawn::x).containsExactly(16, 45, 113, 974, 984);
    assertThat(drawn).extracting(Drawn::labelled).containsExactly(true, false, true, true, false);
    assertThat(drawn).extracting(Drawn::leftwards).containsExactly(false, false, false, true, true);
  }

  @Test
  void all_lanes_share_the_axis_and_the_table_is_in_its_order() {
    var first = lane(10, 30);
    var second = lane(20);
    var lanes = new Lanes("", List.of(first, second));
    assertThat(lanes.drawn(second)).extracting(Drawn::x).containsExactly(500);
    assertThat(lanes.rows()).extracting(row -> row.mark().at()).containsExactly(10L, 20L, 30L);
    assertThat(lanes.rows()).extracting(Lanes.Row::lane).containsExactly(first, second, first);
  }

  @Test
  void marks_of_one_moment_lie_in_the_middle_and_an_axis_may_be_as_long_as_it_gets() {
    var moment = lane(7, 7);
    assertThat(new Lanes("", List.of(moment)).drawn(moment)).extracting(Drawn::x).containsExactly(500, 500);
    var epochs = lane(-62_000_000_000_000L, 250_000_000_000_000L);
    assertThat(new Lanes("", List.of(epochs)).drawn(epochs)).extracting(Drawn::x).containsExactly(16, 984);
  }
}
