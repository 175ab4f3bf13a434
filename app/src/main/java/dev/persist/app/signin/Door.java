package dev.persist.app.signin;

import dev.persist.app.web.Proxies;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Throttle;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;

/** Where users sign in and out, with a bound on how often a password is tried. Safe for use by any thread. */
public final class Door {
  private static final int TRIES_AT_ONCE = 10;
  private static final Duration EACH_TRY = Duration.ofSeconds(30);

  private final Accounts accounts;
  private final Sessions sessions;
  private final SessionCookie cookie;
  private final Proxies proxies;
  private final Throttle throttle;

  @Inject
  Door(Accounts accounts, Sessions sessions, SessionCookie cookie, Proxies proxies, InstantSource clock) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.cookie = cookie;
    this.proxies = proxies;
    this.throttle = new Throttle(clock, TRIES_AT_ONCE, EACH_TRY, "tries to sign in");
  }

  /** Begins a session of {@code user}, and sets its cookie. Ends the session that came with the request. */
  public Sessions.Started enter(Context ctx, String user, String password) {
    var address = "address " + proxies.counted(ctx);
    throttle.require(ctx, address);
    throttle.require(ctx, "user " + user);
    if (accounts.verify(user, password).isEmpty()) {
      throw Refusal.of(401, "there is no such user, or this is not the password");
    }
    throttle.reset("user " + user);
    throttle.reset(address);
    cookie.token(ctx).ifPresent(sessions::end);
    var started = sessions.start(user).orElseThrow();
    cookie.set(ctx, started.token());
    return started;
  }

  /** Ends the session of the caller. */
  public void leave(Context ctx) {
    sessions.end(Caller.of(ctx).token());
    cookie.remove(ctx);
  }

  /** Gives the caller another password, and ends all sessions of the caller. */
  void change(Context ctx, String password, String newPassword) {
    var user = Caller.of(ctx).user();
    throttle.require(ctx, "user " + user);
    var account = accounts.verify(user, password)
        .orElseThrow(() -> Refusal.of(403, "this is not the password of " + user));
    if (!accounts.change(user, account, newPassword)) {
      throw Refusal.busy();
    }
    throttle.reset("user " + user);
    cookie.remove(ctx);
  }
}
