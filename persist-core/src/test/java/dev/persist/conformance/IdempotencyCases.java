package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.log.AlreadyAppended;
import dev.persist.log.Appended;
import dev.persist.log.OnceResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's idempotency suite: an append tried again appends once. */
@Rule("C4")
abstract class IdempotencyCases extends Suite {
  IdempotencyCases(ConformanceKit kit) {
    super(kit);
  }

  private OnceResult once(String stream, String key) {
    return log().appendOnce(stream, key, event("placed"));
  }

  @Test
  void a_key_is_not_seen_before_the_first_append() {
    assertThat(log().hasKey("orders", "cmd-1")).isFalse();
  }

  @Test
  void append_once_appends_on_first_use() {
    once("orders", "cmd-1");
    assertThat(log().count("orders")).isEqualTo(1);
  }

  @Test
  void a_key_is_seen_after_the_first_append() {
    once("orders", "cmd-1");
    assertThat(log().hasKey("orders", "cmd-1")).isTrue();
  }

  @Test
  @Rule("C20")
  void a_repeat_with_the_same_key_does_not_append_again() {
    once("orders", "cmd-1");
    once("orders", "cmd-1");
    once("orders", "cmd-1");
    assertThat(log().count("orders")).isEqualTo(1);
  }

  @Test
  @Rule("C20")
  void a_repeat_returns_the_same_event() {
    var first = (Appended) once("orders", "cmd-1");
    assertThat(first.events().getFirst().seq()).isEqualTo(1);
    assertThat(once("orders", "cmd-1")).isEqualTo(new AlreadyAppended(first.events()));
  }

  @Test
  void different_keys_append_separately() {
    once("orders", "cmd-1");
    once("orders", "cmd-2");
    assertThat(log().count("orders")).isEqualTo(2);
  }

  @Test
  void a_key_is_per_stream() {
    once("a", "cmd-1");
    once("b", "cmd-1");
    assertThat(log().count("a")).isEqualTo(1);
    assertThat(log().count("b")).isEqualTo(1);
  }

  @Test
  void data_is_preserved_on_the_first_append() {
    var appended = (Appended) log().appendOnce("s", "k", NewEvent.of("x", AT, Map.of("n", 9)));
    assertThat(appended.events().getFirst().data()).isEqualTo(Json.parse("{\"n\":9}"));
  }

  @Test
  void a_key_survives_a_restart() {
    once("orders", "cmd-1");
    restart();
    once("orders", "cmd-1");
    assertThat(log().count("orders")).isEqualTo(1);
  }
}
