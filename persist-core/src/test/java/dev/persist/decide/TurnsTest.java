package dev.persist.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.conformance.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns<String> turns = new Turns<>();

  private static List<CommitResult> send(List<Commit> chain, Optional<Seen<String>> expected) {
    return List.of(new CommitResult.Committed(List.of()));
  }

  private Turns<String>.Turn take() {
    return turns.take("subject", TurnsTest::send);
  }

  @Test
  @Rule("D5")
  void one_who_had_a_turn_waits_for_the_next() throws Exception {
    var order = Collections.synchronizedList(new ArrayList<String>());
    take().close();
    var turn = take();
    var other = Thread.ofPlatform().start(() -> {
      take().close();
      try (var again = take()) {
        order.add(again.expected().isEmpty() ? "other" : "not alone");
      }
    });
    while (other.getState() != Thread.State.WAITING) {
      assertThat(other.isAlive()).isTrue();
    }
    order.add("first");
    turn.close();
    other.join();
    assertThat(order).containsExactly("first", "other");
  }
}
