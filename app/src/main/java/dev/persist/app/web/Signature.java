package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks {@code X-Signature}: a hex HMAC-SHA256 with one of the secrets. It signs {@code SECONDS.BODY}, where
 * {@code SECONDS} is the header {@code X-Signature-Time}, a Unix time of at most {@link #TOLERANCE} ago or ahead. So a
 * request that somebody recorded is of no use later. Where settings allow it, a request without that header signs the raw
 * body alone. Thread-safe.
 */
public final class Signature {
  /** How far the time of a signature may be from the server's. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final String TIME = "X-Signature-Time";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

  private final WebSettings settings;
  private final InstantSource clock;

  @Inject
  Signature(WebSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Refuses a request that is not signed with one of the secrets, or not now: 401. */
  public void check(Context ctx) {
    var time = ctx.header(TIME);
    if (time == null && settings.production()) {
      throw Refusal.of(401,
          TIME + " is missing; give the Unix time in seconds, and sign it with the body as TIME.BODY");
    }
    if (time != null && !SECONDS.matcher(time).matches()) {
      throw Refusal.of(401, TIME + " is no Unix time in seconds");
    }
    var given = String.valueOf(ctx.header("X-Signature")).toLowerCase(Locale.ROOT).getBytes(UTF_8);
    var body = ctx.bodyAsBytes();
    var signed = false;
    for (var secret : settings.webhookSecrets()) {
      signed |= MessageDigest.isEqual(hex(secret, time, body).getBytes(UTF_8), given);
    }
    if (!signed) {
      throw Refusal.of(401, "X-Signature is not the signature of this " + (time == null
          ? "body; sign the raw body with HMAC-SHA256"
          : "time and body; sign TIME.BODY with HMAC-SHA256, the body as it is sent"));
    }
    if (time != null) {
      requireNow(Instant.ofEpochSecond(Long.parseLong(time)));
    }
  }

  private void requireNow(Instant time) {
    var now = clock.instant();
    if (Duration.between(time, now).abs().compareTo(TOLERANCE) > 0) {
      throw Refusal.of(401, TIME + " is " + time + ", and it is " + now + " here, more than " + TOLERANCE.toSeconds()
          + " seconds away; sign the request anew, and set the clock");
    }
  }

  /** Returns the signature of {@code body} alone, with the newest secret. */
  public String hex(byte[] body) {
    return hex(settings.webhookSecrets().getFirst(), null, body);
  }

  private static String hex(String secret, @Nullable String time, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), mac.getAlgorithm()));
      if (time != null) {
        mac.update((time + '.').getBytes(UTF_8));
      }
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
