package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  @Test
  void without_anything_it_is_the_demo_on_port_7070_and_stores_in_data() {
    assertThat(Config.of(List.of(), Map.of()))
        .isEqualTo(new Config("rocksdb:./data", "file:./data-blobs", 7070, "demo-webhook-secret", Optional.empty()));
  }

  @Test
  void a_flag_wins_over_the_environment() {
    var environment = Map.of("PORT", "1", "PERSIST_URL", "memory:", "PERSIST_BLOBS", "file:y", "PERSIST_WEBHOOK_SECRET",
        "s", "PERSIST_STORE_TOKEN", "a");
    assertThat(Config.of(List.of(), environment))
        .isEqualTo(new Config("memory:", "file:y", 1, "s", Optional.of("a")));
    var flags = List.of("--port", "2", "--persist-url", "rocksdb:x", "--persist-blobs", "file:x-blobs",
        "--persist-webhook-secret", "t", "--persist-store-token", "b");
    assertThat(Config.of(flags, environment))
        .isEqualTo(new Config("rocksdb:x", "file:x-blobs", 2, "t", Optional.of("b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "65536", "999999", "7070 ", "\u0661"})
  void a_port_that_is_none_is_refused(String port) {
    assertThatIllegalArgumentException().isThrownBy(() -> Config.of(List.of("--port", port), Map.of()))
        .withMessageContaining("from 0 to 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--prot", "port", "-port", "PORT", "--path", ""})
  void an_unknown_flag_is_answered_with_those_there_are(String flag) {
    assertThatIllegalArgumentException().isThrownBy(() -> Config.of(List.of(flag, "1"), Map.of()))
        .withMessageStartingWith("unknown flag \"" + flag + "\"; usage: ");
  }

  @Test
  void a_flag_without_a_value_and_an_empty_secret_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Config.of(List.of("--port"), Map.of()))
        .withMessageStartingWith("--port has no value");
    assertThatIllegalArgumentException().isThrownBy(() -> Config.of(List.of(), Map.of("PERSIST_WEBHOOK_SECRET", "")));
    assertThatIllegalArgumentException().isThrownBy(() -> Config.of(List.of(), Map.of("PERSIST_STORE_TOKEN", "")))
        .withMessageStartingWith("the store token is empty");
  }
}
