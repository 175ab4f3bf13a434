package dev.persist.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.persist.conformance.Rule;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of those that wait are in the next group. */
class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals();

  @Test
  void the_first_to_come_is_written_first() {
    var all = waiting(3);
    arrivals.add(all.get(0));
    assertThat(group()).containsExactly(all.get(0));
    assertThat(group()).isEmpty();
    arrivals.add(all.get(1));
    arrivals.add(all.get(2));
    assertThat(arrivals.size()).isEqualTo(2);
    assertThat(group()).containsExactly(all.get(1), all.get(2));
    assertThat(arrivals.size()).isZero();
  }

  @Test
  void what_is_beyond_a_group_is_in_the_next() {
    var all = waiting(Arrivals.MOST_COMMITS + 2);
    all.forEach(arrivals::add);
    assertThat(group()).isEqualTo(all.subList(0, Arrivals.MOST_COMMITS));
    assertThat(arrivals.size()).isEqualTo(2);
    assertThat(group()).isEqualTo(all.subList(Arrivals.MOST_COMMITS, all.size()));
  }

  @Test
  void a_chain_longer_than_a_group_is_a_group_of_its_own() {
    var chain = new Waiting("test:", Collections.nCopies(Arrivals.MOST_COMMITS + 1, GroupCommitSuite.append("s")));
    var other = waiting(1).getFirst();
    arrivals.add(chain);
    arrivals.add(other);
    assertThat(group()).containsExactly(chain);
    assertThat(group()).containsExactly(other);
  }

  @Test
  void a_chain_of_no_commit_has_a_place_in_the_group_too() {
    IntStream.rangeClosed(0, Arrivals.MOST_COMMITS).forEach(i -> arrivals.add(new Waiting("test:", List.of())));
    assertThat(group()).hasSize(Arrivals.MOST_COMMITS);
  }

  @Test
  void a_group_is_full_by_its_commits() {
    waiting(Arrivals.MOST_COMMITS - 1).forEach(arrivals::add);
    assertThat(arrivals.fillGroup()).isFalse();
    arrivals.add(waiting(1).getFirst());
    assertThat(arrivals.fillGroup()).isTrue();
    group();
    assertThat(arrivals.fillGroup()).isFalse();
  }

  @Test
  void a_group_is_full_by_its_bytes() {
    var large = GroupCommitSuite.large(1);
    arrivals.add(new Waiting("test:", Collections.nCopies((int) (Arrivals.MOST_BYTES / large.size()), large)));
    assertThat(arrivals.fillGroup()).isFalse();
    arrivals.add(new Waiting("test:", List.of(large)));
    assertThat(arrivals.fillGroup()).isTrue();
    group();
    assertThat(arrivals.size()).as("the two do not fit together").isEqualTo(1);
    assertThat(arrivals.fillGroup()).isFalse();
  }

  @Test
  @Rule("C13")
  void to_add_and_to_take_allocates_nothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var all = waiting(5 * Arrivals.MOST_COMMITS);
    var group = new ArrayList<Waiting>(Arrivals.MOST_COMMITS);
    var before = threads.getCurrentThreadAllocatedBytes();
    for (var i = 0; i < all.size(); i++) { // an iterator would be allocated
      arrivals.add(all.get(i));
    }
    while (arrivals.size() > 0) {
      arrivals.moveTo(group);
      group.clear();
    }
    var allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("a byte for each would be %d", all.size()).isLessThan(all.size());
  }

  private static List<Waiting> waiting(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Waiting("test:", List.of(GroupCommitSuite.append("s"))))
        .toList();
  }

  private List<Waiting> group() {
    var group = new ArrayList<Waiting>(Arrivals.MOST_COMMITS);
    arrivals.moveTo(group);
    return group;
  }
}
