package dev.persist.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.persist.StoreException.Unavailable;
import dev.persist.spi.BackendProvider;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {
  @ParameterizedTest
  @ValueSource(strings = {"https://:a+b%2Fc@[::1]:7/x/y?timeout=9", "https://a+b%2Fc@[::1]:7/x/y?timeout=9",
      "https://user:a+b%2Fc@[::1]:7/x/y?timeout=9", "https://[::1]:7/x/y?timeout=9&token=a+b%2Fc"})
  void the_token_is_in_the_user_info_or_a_parameter_and_not_in_the_name(String url) {
    var parsed = StoreUrl.parse(url);
    assertThat(parsed.token()).isEqualTo("a+b/c");
    assertThat(parsed.timeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(parsed.name()).isEqualTo("https://[::1]:7/x/y");
  }

  @Test
  void a_call_may_take_30_seconds_unless_the_url_says_otherwise() {
    assertThat(StoreUrl.parse("http://t@h").timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(StoreUrl.parse("http://t@h").name()).isEqualTo("http://h/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http:", "http://h:1", "http://:secret/x@h:1", "http://:secret@h@x", "http://:secret%zz@h",
      "http://:secret@h?token=secret", "http://:secret@h?patience=secret", "http://:secret@h?timeout=secret",
      "http://:secret@h?timeout=0", "http://:secret@h h", "http://:secret@a_b", "http://:secret%0A@h", "http://:@h"})
  void a_url_that_is_none_is_refused_and_its_secret_is_not_shown(String url) {
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> BackendProvider.openUrl(url))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
  }
}
