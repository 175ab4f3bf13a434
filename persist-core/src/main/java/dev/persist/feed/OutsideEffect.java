package dev.persist.feed;

import dev.persist.Event;

/**
 * What is done about an event outside of the store, where no commit can undo it: a mail, a call, a payment. See {@link
 * Runner#outside}.
 *
 * {@snippet :
 * var runner = letters.each(clock, (event, commit) -> {}).outside(event -> mail.send(letterOf(event)));
 * }
 */
@FunctionalInterface
public interface OutsideEffect {
  /**
   * Does what has to be done outside about {@code event}.
   *
   * @throws Exception when it cannot; the subscription stops there, and {@link Subscription#resume} tries again
   */
  void perform(Event event) throws Exception;
}
