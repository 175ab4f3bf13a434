package dev.persist.app.web;

import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Bounds how many requests a client's address and a user make: those of a minute at once, and then as many a minute. Each process counts
 * for itself. Thread-safe.
 */
public final class Limits {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Proxies proxies;
  private final Optional<Throttle> addresses;
  private final Optional<Throttle> users;

  @Inject
  Limits(WebSettings settings, Proxies proxies, InstantSource clock) {
    this.proxies = proxies;
    this.addresses = throttle(settings.exposure().addressLimit(), "requests from this address", clock);
    this.users = throttle(settings.exposure().userLimit(), "requests of this user", clock);
  }

  private static Optional<Throttle> throttle(int aMinute, String what, InstantSource clock) {
    return aMinute == 0
        ? Optional.empty()
        : Optional.of(new Throttle(clock, aMinute, MINUTE.dividedBy(aMinute), what));
  }

  /** Counts a request of the client's address. Refuses it with a 429 if there were too many. */
  void requireAddress(Context ctx) {
    addresses.ifPresent(it -> it.require(ctx, proxies.counted(ctx)));
  }

  /** Counts a request of {@code user}. Refuses it with a 429 if there were too many. */
  public void requireUser(Context ctx, String user) {
    users.ifPresent(it -> it.require(ctx, user));
  }

  /** Takes back that the request counted for the client's address, as for a request of another node of the app. */
  public void uncount(Context ctx) {
    addresses.ifPresent(it -> it.giveBack(proxies.counted(ctx)));
  }
}
