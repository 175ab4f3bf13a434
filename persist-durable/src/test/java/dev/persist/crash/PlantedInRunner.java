package dev.persist.crash;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Op;
import dev.persist.spi.Backend;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Bugs that the runner of a subscription may have in how it commits an effect, each of which {@link Copying} must report. */
public enum PlantedInRunner {
  NOTHING,

  /** A crash between the two loses the effect. */
  CHECKPOINT_BEFORE_EFFECT,

  /** A crash between the two repeats the effect. */
  EFFECT_BEFORE_CHECKPOINT,

  /** Who was overtaken commits all the same. */
  CHECKPOINT_UNGUARDED;

  /** Returns {@code stored} as a runner with this bug uses it. */
  Backend in(Backend stored) {
    return new Tampered(stored, commit -> hasEffect(commit) ? commit(stored, commit) : stored.commit(commit));
  }

  private CommitResult commit(Backend stored, Commit effect) {
    return switch (this) {
      case NOTHING -> stored.commit(effect);
      case CHECKPOINT_BEFORE_EFFECT -> inTwo(stored, effect, PlantedInRunner::isCheckpoint);
      case EFFECT_BEFORE_CHECKPOINT -> inTwo(stored, effect, op -> !isCheckpoint(op));
      case CHECKPOINT_UNGUARDED -> stored.commit(new Commit(effect.id(), List.of(), effect.ops()));
    };
  }

  /** Says whether {@code commit} is one of a handler, and not one about the lease alone. */
  static boolean hasEffect(Commit commit) {
    return commit.ops().stream().anyMatch(op -> !isCheckpoint(op));
  }

  private static boolean isCheckpoint(Op op) {
    return op instanceof Op.Put(var key, var value) && key.startsWith("$");
  }

  private static CommitResult inTwo(Backend stored, Commit commit, Predicate<Op> first) {
    var result = stored.commit(new Commit(commit.id(), commit.guards(), commit.ops().stream().filter(first).toList()));
    if (result instanceof CommitResult.Committed) {
      stored.commit(new Commit(Optional.empty(), List.of(), commit.ops().stream().filter(first.negate()).toList()));
    }
    return result;
  }
}
