package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PersistTest {
  @Test
  void memory_opens_a_new_store_each_time() {
    try (var one = Persist.open("memory:"); var two = Persist.open("memory:")) {
      one.log().append("s", "x", Instant.EPOCH, Map.of());
      assertThat(two.log().read("s")).isEmpty();
    }
  }

  @Test
  void an_engine_that_is_not_there_is_an_error_that_says_what_to_add() {
    assertThatThrownBy(() -> Persist.open("rocksdb:./data"))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("dev.persist:persist-durable");
    assertThatThrownBy(() -> Persist.open("scalardb:store.properties"))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("dev.persist:persist-distributed");
  }

  @Test
  void an_unknown_url_is_an_error_that_lists_the_engines() {
    for (var url : new String[]{"", "memory", "nosuch:x", ":"}) {
      assertThatThrownBy(() -> Persist.open(url))
          .isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("[memory, plain]"); // the tests have an engine of their own
    }
    assertThatThrownBy(() -> Persist.open("memory:name")).isInstanceOf(StoreException.Unavailable.class);
  }
}
