package dev.persist.app.world;

import dev.persist.Entry;
import dev.persist.Json;
import dev.persist.Persist;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Asks for the conference to be made again, as on the first start. A store only ever adds, so this takes another store: the app stops,
 * removes its own, and starts. Accounts and sessions are kept, so nobody is signed out. Thread-safe.
 */
@Singleton
public final class Reset {
  private static final String ASKED = "app/reset";
  private static final List<String> KEPT = List.of("account/", "session/", ASKED);
  private static final int AT_ONCE = 1_000;

  private final Persist store;
  private final InstantSource clock;
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile BooleanSupplier possible = () -> false;

  @Inject
  Reset(Persist store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  private record Asked(String by, Instant at) {}

  /** Says that the store holds the conference, and that the app can remove it whenever it is {@code possible}. */
  public void offer(BooleanSupplier possible) {
    this.possible = possible;
  }

  /** Returns whether the app can do it now. */
  public boolean isPossible() {
    return possible.getAsBoolean();
  }

  /** Asks for it, and notes who did. */
  public void ask(String by) {
    store.kv().put(ASKED, Json.of(new Asked(by, clock.instant())));
    asked.countDown();
  }

  /** Waits until somebody asks for it. */
  public void await() throws InterruptedException {
    asked.await();
  }

  /** Returns what the next store begins with. */
  public List<Entry<Json>> kept() {
    return KEPT.stream().flatMap(this::entries).toList();
  }

  private Stream<Entry<Json>> entries(String prefix) {
    return Stream.iterate(store.kv().entries(prefix, "", AT_ONCE), page -> !page.isEmpty(),
        page -> store.kv().entries(prefix, page.getLast().key(), AT_ONCE)).flatMap(List::stream);
  }

  /** Puts {@code kept} into this store. */
  public void keep(List<Entry<Json>> kept) {
    kept.forEach(entry -> store.kv().put(entry.key(), entry.value()));
  }
}
