package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.view.Projection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's projection suite. */
@Rule("P1")
abstract class ProjectCases extends Suite {
  private static final Projection<Integer> BALANCE = new Projection<>(0, (balance, event) -> {
    var amount = event.data().tree().get("amt").intValue();
    return event.type().equals("credit") ? balance + amount : balance - amount;
  });

  ProjectCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void an_empty_stream_projects_to_the_seed() {
    assertThat(COUNT.project(log(), "s").value()).isZero();
  }

  @Test
  void an_empty_stream_projects_to_seq_0() {
    assertThat(COUNT.project(log(), "s").seq()).isZero();
  }

  @Test
  void project_counts_events() {
    log().append("s", events("x", "x", "x"));
    assertThat(COUNT.project(log(), "s").value()).isEqualTo(3);
  }

  @Test
  void project_sums_event_data() {
    log().append("ledger", "credit", AT, Map.of("amt", 10));
    log().append("ledger", "credit", AT, Map.of("amt", 5));
    log().append("ledger", "debit", AT, Map.of("amt", 3));
    assertThat(BALANCE.project(log(), "ledger").value()).isEqualTo(12);
  }

  @Test
  void project_tracks_the_last_seq() {
    log().append("s", events("x", "x"));
    assertThat(COUNT.project(log(), "s").seq()).isEqualTo(2);
  }

  @Test
  void resume_folds_only_the_tail() {
    log().append("s", events("x", "x"));
    var prior = new Projection.State<>(COUNT.project(log(), "s").value() * 100, 2);
    append("s");
    assertThat(COUNT.resume(log(), "s", prior).value()).isEqualTo(201);
  }

  @Test
  void resume_with_no_new_events_is_a_no_op() {
    append("s");
    var prior = COUNT.project(log(), "s");
    assertThat(COUNT.resume(log(), "s", prior)).isEqualTo(prior);
  }

  @Test
  void resume_advances_the_seq() {
    append("s");
    var prior = COUNT.project(log(), "s");
    log().append("s", events("x", "x"));
    assertThat(COUNT.resume(log(), "s", prior).seq()).isEqualTo(3);
  }

  @Test
  void a_full_projection_equals_a_resume_from_the_seed() {
    log().append("s", events("x", "x"));
    assertThat(COUNT.project(log(), "s")).isEqualTo(COUNT.resume(log(), "s", new Projection.State<>(0, 0)));
  }
}
