package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureTest {
  private static final String LINE = "{\"sku\":\"caf\u00e9\",\"quantity\":1,\"unitPrice\":5}";
  private static final long NOW = 1_700_000_000;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(NOW));

  private static String sign(String secret, String text) {
    return new Signature(new WebSettings(Exposure.LOCAL, 0, List.of(secret), false), CLOCK).hex(text.getBytes(UTF_8));
  }

  @Test
  void signs_as_rfc_4231_says() {
    assertThat(new Signature(new WebSettings(Exposure.LOCAL, 0, List.of("Jefe"), false), CLOCK)
        .hex("what do ya want for nothing?".getBytes(US_ASCII)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void only_the_right_signature_of_these_bytes_passes() throws Exception {
    var right = sign("secret", LINE);
    try (var example = new ExampleServer()) {
      assertThat(status(example, LINE, right)).isEqualTo(200);
      assertThat(status(example, LINE, right.toUpperCase(Locale.ROOT))).isEqualTo(200);
      assertThat(status(example, LINE + " ", right)).isEqualTo(401);
      assertThat(status(example, LINE, right.substring(1))).isEqualTo(401);
      assertThat(status(example, LINE, "")).isEqualTo(401);
      assertThat(status(example, "nonsense", right)).isEqualTo(401);
      assertThat(example.call("POST", "/api/hook", LINE).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 200", "-300, 200", "300, 200", "-301, 401", "301, 401"})
  void a_signed_time_passes_for_five_minutes(long seconds, int status) throws Exception {
    var time = "" + (NOW + seconds);
    try (var example = new ExampleServer(new WebSettings(Exposure.LOCAL, 0, List.of("secret"), true), CLOCK)) {
      var response = example.call("POST", "/api/hook", LINE, "X-Signature", sign("secret", time + "." + LINE),
          "X-Signature-Time", time);
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.body().contains("set the clock")).isEqualTo(status == 401);
    }
  }

  @Test
  void a_time_counts_only_when_it_is_signed() throws Exception {
    var signed = sign("secret", NOW + "." + LINE);
    for (var isRequired : List.of(true, false)) {
      try (var example = new ExampleServer(new WebSettings(Exposure.LOCAL, 0, List.of("secret"), isRequired), CLOCK)) {
        assertThat(status(example, LINE, sign("secret", LINE))).as("no time").isEqualTo(isRequired ? 401 : 200);
        for (var time : List.of("" + (NOW + 1), "0" + NOW, NOW + ".0", "now", "-1", "")) {
          assertThat(
              example.call("POST", "/api/hook", LINE, "X-Signature", signed, "X-Signature-Time", time).statusCode())
              .as("another time: %s", time)
              .isEqualTo(401);
        }
        assertThat(example.call("POST", "/api/hook", LINE, "X-Signature", sign("secret", LINE), "X-Signature-Time",
            "" + NOW).statusCode()).as("a time that is not signed").isEqualTo(401);
        assertThat(status(example, LINE, signed)).as("the time left out").isEqualTo(401);
      }
    }
  }

  @Test
  void two_secrets_pass_while_one_takes_the_place_of_the_other() throws Exception {
    try (var example = new ExampleServer(new WebSettings(Exposure.LOCAL, 0, List.of("new", "old"), false), CLOCK)) {
      assertThat(status(example, LINE, sign("new", LINE))).isEqualTo(200);
      assertThat(status(example, LINE, sign("old", LINE))).isEqualTo(200);
      assertThat(status(example, LINE, sign("older", LINE))).isEqualTo(401);
    }
  }

  private static int status(ExampleServer example, String body, String signature) throws Exception {
    return example.call("POST", "/api/hook", body, "X-Signature", signature).statusCode();
  }
}
