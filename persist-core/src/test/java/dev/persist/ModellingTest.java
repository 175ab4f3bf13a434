package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Given;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/guide/modelling.md}, in its order: a shop's gift cards. */
class ModellingTest {
  private static final Instant now = Instant.EPOCH;

  /** What can happen to one gift card. */
  sealed interface CardEvent {
    record Issued(long cents) implements CardEvent {}

    record Spent(String order, long cents) implements CardEvent {}

    record Blocked(String reason) implements CardEvent {}
  }

  /** What became of a wish to pay with a card. */
  sealed interface Spending {
    record Paid(long left) implements Spending {}

    record TooLittle(long left) implements Spending {}

    record NoCard() implements Spending {}
  }

  /** What the rules need to know about a card, and no more. */
  record Card(boolean usable, long left) {
    static final Card NONE = new Card(false, 0);

    Card after(CardEvent event) {
      return switch (event) {
        case CardEvent.Issued(var cents) -> new Card(true, cents);
        case CardEvent.Spent(var order, var cents) -> new Card(usable, left - cents);
        case CardEvent.Blocked(var reason) -> new Card(false, left);
      };
    }
  }

  static Verdict<CardEvent, Spending> spend(Card card, String order, long cents) {
    if (cents <= 0) {
      throw new IllegalArgumentException("the amount is " + cents + " cents; it has to be more than 0");
    }
    if (!card.usable()) {
      return Verdict.of(new Spending.NoCard());
    }
    return cents <= card.left()
        ? Verdict.of(new Spending.Paid(card.left() - cents), new CardEvent.Spent(order, cents))
        : Verdict.of(new Spending.TooLittle(card.left()));
  }

  @Test
  void the_rules_are_tested_without_a_store() {
    Given.seed(Card.NONE, Card::after)
        .events(new CardEvent.Issued(5000))
        .when(card -> spend(card, "order-1", 3000))
        .then(new Spending.Paid(2000), new CardEvent.Spent("order-1", 3000))
        .when(card -> spend(card, "order-2", 3000))
        .then(new Spending.TooLittle(2000));

    Given.seed(Card.NONE, Card::after)
        .events(new CardEvent.Issued(5000), new CardEvent.Blocked("lost"))
        .when(card -> spend(card, "order-1", 1))
        .then(new Spending.NoCard());
  }

  @Test
  void an_amount_that_is_none_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> spend(new Card(true, 5000), "order-1", -3000))
        .withMessageContaining("-3000 cents");
  }

  @Test
  void one_class_touches_the_store() {
    try (var store = Persist.open("memory:")) {
      store.log().append("card/7", List.of(EventTypes.of(CardEvent.class).write(new CardEvent.Issued(5000), now)));
      var cards = new Decider<>(store, EventTypes.of(CardEvent.class), Card.NONE, Card::after);

      var decided = cards.on("card/7")
          .once(CommitId.of("card/7", "order-1", Json.of(3000)))
          .decide(now, card -> spend(card, "order-1", 3000));

      assertThat(decided).isInstanceOfSatisfying(Decided.Now.class,
          it -> assertThat(it.result()).isEqualTo(new Spending.Paid(2000)));
    }
  }
}
