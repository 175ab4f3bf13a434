package dev.persist.app.pages;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.EventStreams;
import dev.persist.app.web.Params;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tells a page that what it shows has changed. The page then asks for itself again, so what it may show is decided in one place. Safe
 * for use by any thread.
 */
final class Changes {
  /** How long an answer is silent at most, and how soon it ends after its session. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Persist store;
  private final EventStreams streams;
  private final Guard guard;
  private final InstantSource clock;

  @Inject
  Changes(Persist store, EventStreams streams, Guard guard, InstantSource clock) {
    this.store = store;
    this.streams = streams;
    this.guard = guard;
    this.clock = clock;
  }

  /** Waits as {@link Persist#awaitChange} does. */
  interface Waiting {
    /** Waits for a change after {@code seen}. */
    long await(long seen, Duration atMost) throws InterruptedException;
  }

  /**
   * Answers with the event {@code changed} whenever {@code seq} is another one. The page says in {@code ?seq} which one it shows.
   *
   * @param ends when the next thing ends that time alone changes, such as a hold
   */
  void answer(Context ctx, LongSupplier seq, Supplier<Optional<Instant>> ends) {
    answer(ctx, seq, ends, store::awaitChange);
  }

  /** As {@link #answer(Context, LongSupplier, Supplier)}, for an administrator, until the caller is none any more. */
  void answerAdmin(Context ctx, LongSupplier seq) {
    answer(ctx, seq, Optional::empty, store::awaitChange, guard::isStillAdmin);
  }

  /** As {@link #answer(Context, LongSupplier, Supplier)}, for changes that are not in the store: {@code waiting} waits for one. */
  void answer(Context ctx, LongSupplier seq, Supplier<Optional<Instant>> ends, Waiting waiting) {
    answer(ctx, seq, ends, waiting, guard::isStillSignedIn);
  }

  private void answer(Context ctx, LongSupplier seq, Supplier<Optional<Instant>> ends, Waiting waiting,
      Predicate<Caller> still) {
    var shown = Params.number(ctx, "seq", 0, Long.MAX_VALUE, 0);
    var caller = Caller.of(ctx);
    streams.answer(ctx, client -> tell(client, () -> still.test(caller), shown, seq, ends, waiting));
  }

  private void tell(SseClient client, BooleanSupplier still, long shown, LongSupplier seq,
      Supplier<Optional<Instant>> ends,
      Waiting waiting) throws InterruptedException {
    var last = shown;
    var seen = 0L;
    var checked = Instant.MIN;
    while (!client.terminated()) {
      try {
        if (!clock.instant().isBefore(checked.plus(SILENCE))) {
          if (!still.getAsBoolean()) {
            return;
          }
          client.sendComment("here"); // the second after the caller left fails
          checked = clock.instant();
        }
        var now = seq.getAsLong();
        if (now != last) {
          client.sendEvent("changed", now);
          last = now;
        }
        seen = waiting.await(seen, untilNext(ends.get()));
      } catch (StoreException.Unavailable away) {
        TimeUnit.SECONDS.sleep(1);
      }
      TimeUnit.MILLISECONDS.sleep(streams.pause().toMillis());
    }
  }

  private Duration untilNext(Optional<Instant> end) {
    return end.map(it -> Duration.between(clock.instant(), it))
        .map(left -> left.isNegative() ? Duration.ZERO : left)
        .filter(left -> left.compareTo(SILENCE) < 0)
        .orElse(SILENCE);
  }
}
