package dev.persist.app.signin;

import dev.persist.app.web.WebSettings;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * The cookie of the page, which holds the token of its session. If browsers reach the app over https, they keep it only when it
 * came from this host over https, and send it nowhere else: that is what the prefix of the name asks of them. Thread-safe.
 */
final class SessionCookie {
  private final boolean secure;
  private final String name;

  @Inject
  SessionCookie(WebSettings settings) {
    this.secure = settings.exposure().isHttps();
    this.name = secure ? "__Host-persist-session" : "persist-session";
  }

  /** Returns the token that came with the request; empty when none did. */
  Optional<String> token(Context ctx) {
    return Optional.ofNullable(ctx.cookie(name));
  }

  /** Sets it, until the browser is closed. */
  void set(Context ctx, String token) {
    put(ctx, token, -1);
  }

  /** Removes it. */
  void remove(Context ctx) {
    put(ctx, "", 0);
  }

  private void put(Context ctx, String value, int maxAge) {
    ctx.cookie(new Cookie(name, value, "/", maxAge, secure, true, null, SameSite.STRICT));
  }
}
