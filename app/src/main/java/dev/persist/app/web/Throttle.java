package dev.persist.app.web;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds how often something is done: some times at once, and then once in a while. Remembers the 10,000 names that were used
 * last. Thread-safe.
 */
public final class Throttle {
  private static final int MOST = 10_000;

  private final InstantSource clock;
  private final int atOnce;
  private final Duration each;
  private final String what;

  /** When all of a name are there again. Forgets the names that were used least lately. */
  private final Map<String, Instant> free = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
      return size() > MOST;
    }
  };

  /**
   * Makes one.
   *
   * @param atOnce how many are done at once
   * @param each after what time one more is done
   * @param what names them in a refusal, such as {@code tries to sign in}
   */
  public Throttle(InstantSource clock, int atOnce, Duration each, String what) {
    this.clock = clock;
    this.atOnce = atOnce;
    this.each = each;
    this.what = what;
  }

  /** Takes one of {@code name}. When there is none, refuses with a 429 that says how many seconds to wait. */
  public void require(Context ctx, String name) {
    take(name).ifPresent(wait -> {
      var seconds = wait.toSeconds() + 1;
      ctx.header("Retry-After", Long.toString(seconds));
      throw Refusal.of(429, "there were too many " + what + "; wait " + seconds + " seconds");
    });
  }

  /** Takes one of {@code name}. Returns how long to wait when there is none. */
  synchronized Optional<Duration> take(String name) {
    var now = clock.instant();
    var latest = now.plus(each.multipliedBy(atOnce));
    var known = free.getOrDefault(name, now);
    var from = known.isBefore(now) ? now : known.isAfter(latest) ? latest : known; // after latest if a clock was set back
    var next = from.plus(each);
    var isFree = !next.isAfter(latest);
    free.put(name, isFree ? next : from);
    return isFree ? Optional.empty() : Optional.of(Duration.between(latest, next));
  }

  /** Gives the last one of {@code name} back. */
  synchronized void giveBack(String name) {
    free.computeIfPresent(name, (same, until) -> until.minus(each));
  }

  /** Gives all of {@code name} back. */
  public synchronized void reset(String name) {
    free.remove(name);
  }
}
