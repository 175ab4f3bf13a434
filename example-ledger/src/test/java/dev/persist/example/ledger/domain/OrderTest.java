package dev.persist.example.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.conformance.Allocated;
import dev.persist.decide.Given;
import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.NotReserved;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.KeyReused;
import dev.persist.example.ledger.domain.OrderOutcome.NotAllowed;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static final Placed PLACED = new Placed("o1", "alice", "GBP", List.of(new Line("tea", 2, 500)));
  private static final Money TOTAL = gbp(1000);
  private static final Paid PAID = new Paid(TOTAL, "bank", "ref");

  private static Money gbp(long amount) {
    return new Money(amount, "GBP");
  }

  private static Given<Order, OrderEvent> given(Placed placed, OrderEvent... later) {
    return Given.seed(Order.of(placed), (Order order, OrderEvent event) -> evolve(Optional.of(order), event))
        .events(later);
  }

  private static Order evolve(Optional<Order> order, OrderEvent event) {
    return Order.evolve(order, event).orElseThrow();
  }

  private static Order after(Placed placed, OrderEvent... later) {
    return given(placed, later).state();
  }

  @Test
  void a_refund_in_parts_is_over_when_all_is_back_and_never_before() {
    var first = given(PLACED, PAID).when(order -> order.refund(gbp(400), "r"))
        .then(Accepted.class, new PartlyRefunded(gbp(400), "r"));
    assertThat(first.state().status()).isEqualTo(Status.PAID);
    assertThat(first.state().kept()).isEqualTo(gbp(600));
    var second = first.when(Order::fulfil)
        .then(Accepted.class, new Fulfilled())
        .when(order -> order.refund(gbp(599), "r"))
        .then(Accepted.class, new PartlyRefunded(gbp(599), "r"));
    assertThat(second.state().status()).isEqualTo(Status.FULFILLED);
    var rest = new Refunded(gbp(1), Status.FULFILLED, "r");
    second.when(order -> order.refund(gbp(1), "r")).then(Accepted.class, rest);
    second.when(order -> order.refund("r")).then(Accepted.class, rest);
  }

  @Test
  void no_more_goes_back_than_came_in_and_did_not_go_back_yet() {
    given(PLACED).when(order -> order.refund(gbp(1), "r")).then(NotAllowed.class);
    given(PLACED, PAID).when(order -> order.refund(gbp(1001), "r"))
        .then(NotAllowed.class)
        .when(order -> order.refund(gbp(1000), "r"))
        .then(Accepted.class, new Refunded(TOTAL, Status.PAID, "r"))
        .when(order -> order.refund(gbp(1), "r"))
        .then(NotAllowed.class)
        .when(order -> order.refund("r"))
        .then(NotAllowed.class);
    var partly = given(PLACED, PAID, new PartlyRefunded(gbp(400), "r"));
    partly.when(order -> order.refund(gbp(601), "r"))
        .then(new NotAllowed(partly.state(), "an order that is PAID has "
            + "Money[amount=600, currency=GBP] to pay back, the refund is Money[amount=601, currency=GBP]"));
    partly.when(order -> order.refund(gbp(Long.MAX_VALUE), "r")).then(NotAllowed.class);
  }

  @Test
  void a_refund_of_nothing_is_no_refund() {
    assertThatIllegalArgumentException().isThrownBy(() -> after(PLACED, PAID).refund(gbp(0), "r"))
        .withMessageContaining("more than 0");
  }

  @Test
  void currencies_are_never_mixed() {
    var euros = new Money(1000, "EUR");
    given(PLACED).when(order -> order.pay(new Paid(euros, "bank", "ref"))).then(NotAllowed.class);
    given(PLACED, PAID).when(order -> order.refund(euros, "r")).then(NotAllowed.class);
    given(PLACED, PAID).when(order -> order.refund(new Money(1, "EUR"), "r")).then(NotAllowed.class);
    assertThatIllegalArgumentException().isThrownBy(() -> TOTAL.plus(euros)).withMessageContaining("one currency");
    assertThatIllegalArgumentException().isThrownBy(() -> TOTAL.minus(euros));
    assertThatIllegalArgumentException().isThrownBy(() -> new Imported(
        PLACED, Status.PAID, euros, Money.none("EUR"), Optional.empty(), Collections.emptySortedSet()));
  }

  @Test
  void more_than_money_can_count_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> gbp(Long.MAX_VALUE).plus(gbp(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> gbp(1).minus(gbp(2)));
    var much = new Placed("o1", "alice", "GBP", List.of(new Line("gold", 1, Long.MAX_VALUE)));
    var one = after(much, new Paid(gbp(Long.MAX_VALUE), "bank", "ref"));
    assertThat(Totals.of(Stream.of(one, one, one)).revenue())
        .isEqualTo(Map.of("GBP", BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(3))));
  }

  @Test
  void the_very_same_order_again_is_the_order_and_another_under_its_key_is_not() {
    var other = new Placed("o1", "bob", "GBP", PLACED.lines());
    Given.seed(Optional.<Order>empty(), Order::evolve)
        .when(order -> Order.place(order, "k", PLACED))
        .then(new Accepted(after(PLACED)), PLACED)
        .events(PAID)
        .when(order -> Order.place(order, "k", PLACED))
        .then(new Replayed(after(PLACED, PAID)))
        .when(order -> Order.place(order, "k", other))
        .then(new KeyReused("k"));
  }

  @Test
  void what_the_warehouse_answers_first_counts() {
    given(PLACED).when(order -> order.stocked(new Reserved())).then(Accepted.class, new Reserved());
    var refused = given(PLACED, new NotReserved("none left"));
    refused.when(order -> order.stocked(new Reserved())).then(new Replayed(refused.state()));
  }

  @Test
  void what_comes_next_follows_from_where_the_order_is() {
    assertThat(after(PLACED).next()).isEqualTo(Step.RESERVE);
    assertThat(after(PLACED, PAID).next()).isEqualTo(Step.RESERVE);
    assertThat(after(PLACED, new Reserved()).next()).isEqualTo(Step.WAIT);
    assertThat(after(PLACED, new NotReserved("none left")).next()).isEqualTo(Step.WAIT);
    assertThat(after(PLACED, new Reserved(), PAID).next()).isEqualTo(Step.FULFIL);
    assertThat(after(PLACED, new NotReserved("none left"), PAID).next()).isEqualTo(Step.PAY_BACK);
    assertThat(after(PLACED, new Reserved(), PAID, new Fulfilled()).next()).isEqualTo(Step.WAIT);
    assertThat(after(PLACED, PAID, new Refunded(TOTAL, Status.PAID, "r")).next()).isEqualTo(Step.WAIT);
  }

  @Test
  void what_cannot_be_had_is_not_sent() {
    given(PLACED, new NotReserved("none left"), PAID).when(Order::fulfil).then(NotAllowed.class);
  }

  @Test
  void an_imported_order_is_where_it_was_and_its_commands_are_known() {
    var done = new TreeSet<>(List.of("pay/p1"));
    var imported = new Imported(PLACED, Status.REFUNDED, TOTAL, TOTAL, Optional.empty(), done);
    var state = OrderState.evolve(Optional.empty(), imported).orElseThrow();
    assertThat(state.order())
        .isEqualTo(new Order(PLACED, Status.REFUNDED, TOTAL, TOTAL, Stock.UNASKED, Optional.empty()));
    assertThat(state.answered("pay/p1")).hasValue(new Replayed(state.order()));
    assertThat(state.answered("pay/p2")).isEmpty();
    var later = OrderState.evolve(Optional.of(state), new Reserved()).orElseThrow();
    assertThat(later.answered("pay/p1")).hasValue(new Replayed(later.order()));
  }

  @Test
  void an_event_copies_nothing_of_many_commands_done_before() {
    var few = imported(100);
    var many = imported(100_000);
    assertThat(Allocated.by(() -> OrderState.evolve(many, PAID)))
        .isLessThan(10 * Allocated.by(() -> OrderState.evolve(few, PAID)));
  }

  private static Optional<OrderState> imported(int done) {
    var commands = IntStream.range(0, done)
        .mapToObj("pay/%05d"::formatted)
        .collect(Collectors.toCollection(TreeSet::new));
    var none = Money.none("GBP");
    return OrderState.evolve(Optional.empty(),
        new Imported(PLACED, Status.PLACED, none, none, Optional.empty(), commands));
  }

  @Test
  void an_event_copies_nothing_of_the_totals_in_many_currencies() {
    var few = totals(10);
    var many = totals(10_000);
    assertThat(Allocated.by(() -> many.evolve(PAID))).isLessThan(10 * Allocated.by(() -> few.evolve(PAID)));
  }

  private static Totals totals(int currencies) {
    var revenue = IntStream.range(0, currencies)
        .mapToObj(n -> "" + (char) ('A' + n / 676) + (char) ('A' + n / 26 % 26) + (char) ('A' + n % 26))
        .collect(Collectors.toMap(code -> code, code -> BigInteger.TEN));
    return new Totals(new TreeMap<>(revenue), new TreeMap<>());
  }

  @Test
  void the_totals_folded_from_events_are_those_of_the_orders() {
    var events = List.of(PLACED, new Reserved(), PAID, new PartlyRefunded(gbp(1), "r"), new Fulfilled(),
        new PartlyRefunded(gbp(2), "r"), new Refunded(gbp(997), Status.FULFILLED, "r"));
    var totals = Totals.NONE;
    for (var i = 0; i < events.size(); i++) {
      totals = totals.evolve(events.get(i));
      var order = after(PLACED, events.subList(1, i + 1).toArray(OrderEvent[]::new));
      assertThat(totals).isEqualTo(Totals.of(Stream.of(order)));
    }
    for (var status : Status.values()) {
      var paid = status == Status.PLACED ? gbp(0) : TOTAL;
      var imported = new Imported(PLACED, status, paid, gbp(0), Optional.empty(), Collections.emptySortedSet());
      assertThat(Totals.NONE.evolve(imported)).isEqualTo(Totals.of(Stream.of(evolve(Optional.empty(), imported))));
    }
  }
}
