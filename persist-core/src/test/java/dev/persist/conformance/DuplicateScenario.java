package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.CommitId;
import dev.persist.decide.Boundary;
import dev.persist.decide.Command;
import dev.persist.decide.Decided;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A form that is submitted twice places one order: the form carries a token, which is a tag of the order. A commit id does
 * the same without reading anything, and tells a retry from a token used for something else.
 */
@Rule("D2")
abstract class DuplicateScenario extends Suite {
  record OrderPlaced(String order, String token) {
    Set<String> tags() {
      return Set.of("order:" + order, "token:" + token);
    }
  }

  private Boundary<OrderPlaced> orders;

  DuplicateScenario(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void openOrders() {
    orders = store.boundary("orders", 1, EventTypes.of(OrderPlaced.class), OrderPlaced::tags);
  }

  private Command<Boolean, OrderPlaced> on(String tag) {
    return orders.on(Set.of(tag), false, (placed, order) -> true);
  }

  private String place(String order, String token) {
    var decided = on("token:" + token).decide(AT, placed -> placed
        ? Verdict.of("submitted before")
        : Verdict.of("placed", new OrderPlaced(order, token)));
    return assertDecided(decided).now().result();
  }

  @Test
  void a_token_places_one_order() {
    assertThat(place("o1", "t1")).isEqualTo("placed");
    assertThat(place("o2", "t1")).isEqualTo("submitted before");
    assertThat(place("o2", "t2")).isEqualTo("placed");
  }

  @Test
  void a_form_submitted_many_times_at_once_places_one_order() throws Exception {
    assertThat(Race.of(8, racer -> place("o" + racer, "t"))).containsOnlyOnce("placed");
    assertThat(log().lastSeq("orders")).isEqualTo(1);
  }

  @Test
  void a_commit_id_does_the_same() {
    var command = on("order:o1").once(CommitId.of("orders", "t1", json("the form")));
    assertThat(command.decide(AT, placed -> Verdict.of("placed", new OrderPlaced("o1", "t1"))))
        .isInstanceOf(Decided.Now.class);
    assertThat(command.decide(AT, placed -> Verdict.of("placed", new OrderPlaced("o1", "t1"))))
        .isInstanceOf(Decided.Before.class);
  }
}
