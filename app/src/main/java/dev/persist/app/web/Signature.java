package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes and checks {@code X-Signature}, the hex HMAC-SHA256 of the raw body. Thread-safe. */
public final class Signature {
  private final SecretKeySpec key;

  @Inject
  Signature(WebSettings settings) {
    this.key = new SecretKeySpec(settings.webhookSecret().getBytes(UTF_8), "HmacSHA256");
  }

  /** Refuses a request whose body is not signed with the secret: 401. */
  public void check(Context ctx) {
    var body = ctx.bodyAsBytes();
    var given = String.valueOf(ctx.header("X-Signature")).toLowerCase(Locale.ROOT);
    if (!MessageDigest.isEqual(hex(body).getBytes(UTF_8), given.getBytes(UTF_8))) {
      throw Refusal.of(401, "X-Signature is not the signature of this body; sign the raw body with HMAC-SHA256");
    }
  }

  /** Returns the signature of {@code body}. */
  public String hex(byte[] body) {
    try {
      var mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
