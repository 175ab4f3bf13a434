package dev.persist.feed;

import dev.persist.Event;

/**
 * An effect of an event outside of the store, where no commit can undo it: a mail, a call, a payment. See {@link
 * Runner#outside}.
 *
 * {@snippet :
 * var runner = letters.each(clock, (event, commit) -> {}).outside(event -> mail.send(letterOf(event)));
 * }
 */
@FunctionalInterface
public interface OutsideEffect {
  /**
   * Performs the effect of {@code event}.
   *
   * @throws Exception when it cannot; the subscription stops there, and {@link Subscription#resume} tries again
   */
  void perform(Event event) throws Exception;
}
