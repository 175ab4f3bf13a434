package dev.persist.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final String LINE = "{\"sku\":\"caf\u00e9\",\"quantity\":1,\"unitPrice\":5}";

  @Test
  void signs_as_rfc_4231_says() {
    var signature = new Signature(new WebSettings(0, "Jefe"));
    assertThat(signature.hex("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void only_the_right_signature_of_these_bytes_passes() throws Exception {
    var right = new Signature(new WebSettings(0, "secret")).hex(LINE.getBytes(StandardCharsets.UTF_8));
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

  private static int status(ExampleServer example, String body, String signature) throws Exception {
    return example.call("POST", "/api/hook", body, "X-Signature", signature).statusCode();
  }
}
