package dev.persist.workshop;

import java.util.List;
import java.util.Optional;

/** A ticket office, as its callers know it. */
public interface Office {
  /** Sells a seat, unless somebody has it. */
  Answer sell(Order order);

  /** Takes the ticket of {@code buyer} back, without a refund. Returns whether {@code buyer} had it. */
  boolean giveBack(String show, int seat, String buyer);

  /** Returns the buyer who has the seat. */
  Optional<String> holder(String show, int seat);

  /**
   * Returns what happened to the tickets of a show, the oldest first, such as {@code ann bought seat 1} and {@code ann gave
   * back seat 1}.
   */
  List<String> history(String show);

  /** Lets one person in with the ticket of a seat. Returns false when it was used before. The door does not ask who holds it. */
  boolean admit(String show, int seat);

  /** Sells a seat for each of two shows, or none. */
  Answer sellBoth(Order first, Order second);

  /** Returns the cents taken for a show. */
  long takings(String show);
}
