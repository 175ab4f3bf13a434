package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Base64;
import java.util.Optional;

/**
 * What became of a form, for the next page to say. A form is answered with a redirect, so that loading the page again does not
 * send the form again; a cookie carries the words from the one to the other.
 *
 * @param good whether it was done
 * @param text a sentence
 */
public record Said(boolean good, String text) {
  private static final String COOKIE = "persist-said";
  private static final int MOST_SECONDS = 60;
  /** In characters. A browser drops a cookie of more than 4,096 bytes; one character takes at most three, and four of these six bits. */
  private static final int LONGEST = 900;

  /** Redirects to {@code path}, whose page says {@code text}. */
  public static void done(Context ctx, String path, String text) {
    new Said(true, text).redirect(ctx, path);
  }

  /** Redirects to {@code path}, whose page says {@code text}: why it was not done. */
  public static void refused(Context ctx, String path, String text) {
    new Said(false, text).redirect(ctx, path);
  }

  private void redirect(Context ctx, String path) {
    var words = (good ? "+" : "-") + text.substring(0, Math.min(LONGEST, text.length()));
    put(ctx, Base64.getUrlEncoder().withoutPadding().encodeToString(words.getBytes(UTF_8)), MOST_SECONDS);
    ctx.redirect(path, io.javalin.http.HttpStatus.SEE_OTHER);
  }

  /** Returns what the page of this request has to say, once. */
  public static Optional<Said> of(Context ctx) {
    var cookie = ctx.cookie(COOKIE);
    if (cookie == null || cookie.isEmpty()) {
      return Optional.empty();
    }
    put(ctx, "", 0);
    try {
      var words = new String(Base64.getUrlDecoder().decode(cookie), UTF_8);
      return words.isEmpty() ? Optional.empty() : Optional.of(new Said(words.startsWith("+"), words.substring(1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no cookie of ours
    }
  }

  private static void put(Context ctx, String value, int maxAge) {
    ctx.cookie(new Cookie(COOKIE, value, "/", maxAge, false, true, null, SameSite.STRICT));
  }
}
