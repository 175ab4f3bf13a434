package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Persist;
import java.util.List;

/**
 * Is told what a store does while it does it, for metrics and traces.
 *
 * <pre>{@code
 * var observed = store.observedBy(work -> new Observer.Watch() {
 *   @Override
 *   public void again() {
 *     told.add("another commit came first");
 *   }
 *
 *   @Override
 *   public void ended(List<String> outcomes) {
 *     told.add(work.getClass().getSimpleName() + " " + outcomes); // such as Deciding [now]
 *   }
 *
 *   @Override
 *   public void failed(Throwable fault) {
 *     told.add(work.getClass().getSimpleName() + " failed: " + fault);
 *   }
 * });
 * }</pre>
 *
 * <p>The thread that does the work tells its observer, so a span can be made current for the time of the work. Work lies
 * within other work: a command is decided, and commits within that. A caller waits for the observer, so it has to be
 * fast. It must not throw: the caller would get what it throws, though the work may have taken effect. Safe for use by
 * any thread.
 *
 * @see Persist#observedBy
 */
@FunctionalInterface
public interface Observer {
  /** Observes nothing. */
  Observer NONE = work -> Watch.NONE;

  /** Begins to observe {@code work}, right before it is done. */
  Watch begin(Work work);

  /** Returns an observer that begins {@code other} after this one, and ends it before. */
  default Observer and(Observer other) {
    if (equals(NONE)) {
      return other;
    }
    return other.equals(NONE) ? this : work -> begin(work).around(other.begin(work));
  }

  /** What a store does. */
  sealed interface Work {
    /**
     * Commits are decided and made durable, in one call of the engine. Each that was decided has an outcome: {@code
     * committed}, {@code conflict}, {@code already}, {@code reused}.
     *
     * @param commits in order
     */
    record Committing(List<Commit> commits) implements Work {}

    /**
     * A command is decided, once or several times, and its events are committed. Its outcome is {@code now}, {@code
     * before}, {@code reused}, {@code stale} or {@code contended}, as {@link dev.persist.decide.Decided} says. When
     * another thread decides on the same stream, too, one of the two may commit for both.
     *
     * @param streams the stream it is decided on, or the streams of the tags
     */
    record Deciding(List<String> streams) implements Work {}

    /**
     * Events are handed to the handler of a subscription, and its effect is committed. The outcome is {@code handled},
     * {@code contended}, or {@code lost} when another runner has the lease.
     *
     * @param subscription the name of the subscription
     * @param stream the stream that it follows
     * @param events one event or more, in order
     */
    record Handling(String subscription, String stream, List<Event> events) implements Work {}
  }

  /** Observes one piece of work until it ends, in the thread that does it. */
  interface Watch {
    /** Observes nothing. */
    Watch NONE = new Watch() {
      @Override
      public void again() {}

      @Override
      public void ended(List<String> outcomes) {}

      @Override
      public void failed(Throwable fault) {}
    };

    /** The work is done again, since another commit came first. */
    void again();

    /** The work has ended. Either this or {@link #failed} is called, once. */
    void ended(List<String> outcomes);

    /** The work has ended with {@code fault}, which the caller gets, or which stops the subscription. */
    void failed(Throwable fault);

    /** Returns a watch that is told after {@code inner} is. */
    private Watch around(Watch inner) {
      var outer = this;
      return new Watch() {
        @Override
        public void again() {
          inner.again();
          outer.again();
        }

        @Override
        public void ended(List<String> outcomes) {
          inner.ended(outcomes);
          outer.ended(outcomes);
        }

        @Override
        public void failed(Throwable fault) {
          inner.failed(fault);
          outer.failed(fault);
        }
      };
    }
  }
}
