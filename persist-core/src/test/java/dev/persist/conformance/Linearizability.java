package dev.persist.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for an order that explains a history: every operation at one point between its call and its return, each with
 * the result it would have had alone.
 *
 * <p>The search is that of Wing and Gong as Lowe arranged it: return by return, all stores there can be by then, each
 * found once; an operation is placed only when a return asks for it.
 */
public final class Linearizability<S> {
  /** An operation of a history; two are never equal. */
  public static final class Operation<S> {
    private final long called;
    private final long returned;
    private final boolean known;
    private final Function<S, Optional<S>> effect;

    private Operation(long called, long returned, boolean known, Function<S, Optional<S>> effect) {
      this.called = called;
      this.returned = returned;
      this.known = known;
      this.effect = effect;
    }

    /** One that got a result; {@code effect} is empty where it could not have got that. */
    public static <S> Operation<S> known(long called, long returned, Function<S, Optional<S>> effect) {
      return new Operation<>(called, returned, true, effect);
    }

    /** One of unknown outcome: it took effect between {@code called} and {@code latest}, or never does. */
    public static <S> Operation<S> unknown(long called, long latest, Function<S, Optional<S>> effect) {
      return new Operation<>(called, latest, false, effect);
    }
  }

  /** A store there can be, and which of the operations under way already made it so. */
  private record Possible<S>(S store, Set<Operation<S>> done) {
    Possible<S> after(Operation<S> operation, S next) {
      var more = Stream.concat(done.stream(), Stream.of(operation)).collect(Collectors.toSet());
      return new Possible<>(next, more);
    }

    Possible<S> without(Operation<S> operation) {
      var fewer = done.stream().filter(other -> other != operation).collect(Collectors.toSet());
      return new Possible<>(store, fewer);
    }
  }

  private final List<Operation<S>> underWay = new ArrayList<>();
  private Set<Possible<S>> possible;

  private Linearizability(S first) {
    possible = Set.of(new Possible<>(first, Set.of()));
  }

  /** Returns the first operation to return with what no order explains; empty when {@code history} is linearizable. */
  public static <S> Optional<Operation<S>> unexplained(S first, List<Operation<S>> history) {
    var search = new Linearizability<>(first);
    var calls = new ArrayDeque<>(sorted(history, operation -> operation.called));
    return sorted(history, operation -> operation.returned).stream().filter(operation -> {
      while (!calls.isEmpty() && calls.peek().called <= operation.returned) {
        search.underWay.add(calls.remove());
      }
      return !search.explains(operation);
    }).findFirst();
  }

  private static <S> List<Operation<S>> sorted(List<Operation<S>> history, ToLongFunction<Operation<S>> when) {
    return history.stream().sorted(Comparator.comparingLong(when)).toList();
  }

  private boolean explains(Operation<S> returning) {
    var after = new HashSet<Possible<S>>();
    var seen = new HashSet<Possible<S>>();
    possible.forEach(each -> place(returning, each, seen, after));
    if (!returning.known) {
      possible.stream().filter(each -> !each.done.contains(returning)).forEach(after::add);
    }
    underWay.remove(returning);
    possible = after;
    return !possible.isEmpty();
  }

  private void place(Operation<S> returning, Possible<S> before, Set<Possible<S>> seen, Set<Possible<S>> after) {
    if (before.done.contains(returning)) {
      after.add(before.without(returning));
    } else if (seen.add(before)) {
      underWay.stream()
          .filter(operation -> !before.done.contains(operation))
          .forEach(operation -> operation.effect.apply(before.store)
              .ifPresent(store -> place(returning, before.after(operation, store), seen, after)));
    }
  }
}
