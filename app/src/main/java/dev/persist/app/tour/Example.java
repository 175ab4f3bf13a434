package dev.persist.app.tour;

import dev.persist.Persist;
import dev.persist.app.demo.Table;
import dev.persist.log.EventTypes;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the tour needs of an example. Each is a line that calls the example's package {@code migrate}; only the fault is the tour's
 * own. Safe for use by any thread.
 *
 * @param <S> its seam
 * @param <C> the calls on the seam
 * @param <D> all that the old version holds
 */
interface Example<S, C, D> {
  /**
   * The old version.
   *
   * @param dump returns all that it holds
   */
  record Old<S, D>(S seam, Supplier<D> dump) {}

  /** Returns what the page says of it. */
  About about();

  /** Returns the dump of an old version that holds nothing. */
  D nothing();

  /** Creates the old version with what {@code dump} holds. */
  Old<S, D> old(D dump);

  /** Returns the new version. */
  S now(Persist store, InstantSource clock);

  /** Returns the new version with a fault. */
  S faulty(S now);

  /** Returns both versions behind the seam, which tells {@code outside} what it sends to the world. */
  S both(DualRun<S, C> both, Consumer<String> outside);

  /** Returns what the import writes. */
  Stream<? extends Genesis.Entry> openings(D dump, Instant at);

  /** Returns the dump of the new version, for the old one. */
  D back(Persist store, Instant at, Stream<C> calls);

  /** Returns how calls are recorded. */
  EventTypes<C> calls();

  /** Makes {@code call} on {@code seam}, and returns the answer. */
  @Nullable
  Object on(C call, S seam);

  /** Returns every query about what {@code dump} holds. */
  Stream<C> queries(D dump);

  /** Returns the calls that made the state of the old version. */
  List<C> made();

  /** Returns some calls that the tour makes by itself; each round does something new. */
  List<C> round(int number);

  /**
   * Returns the call that a visitor asks for.
   *
   * @param what one of {@link About#calls}
   * @param thing one of {@link About#things}
   */
  C call(String what, String thing, String person);

  /** Returns what {@code dump} holds, to show. */
  Table table(D dump);
}
