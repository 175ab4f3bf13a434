package dev.persist.example.ledger;

import static dev.persist.example.ledger.OneOrder.LINES;
import static dev.persist.example.ledger.OneOrder.TOTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.OrderOutcome.Unknown;
import dev.persist.example.ledger.domain.Reconciled.Balanced;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.example.ledger.domain.Totals;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Messages about one order come in any order, each up to three times, and again until they are accepted: what is not ready
 * for one refuses it without a trace, and its sender tries again.
 */
class DeliveryTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final Money PART = new Money(250, "GBP");

  private interface Message {
    OrderOutcome deliver(Ledger ledger, String key);
  }

  private static final Message PLACE = (ledger, key) -> ledger.place(key, "alice", "GBP", LINES, AT);
  private static final Message PAY = (ledger, key) -> ledger.pay(
      Ledger.idOf(key), "hook", new Paid(TOTAL, "bank", key), AT);
  private static final Message FULFIL = (ledger, key) -> ledger.fulfil(Ledger.idOf(key), "parcel",
      AT);
  private static final Message GIVE_BACK_PART = (ledger, key) -> ledger.refund(Ledger.idOf(key),
      "notice", PART, AT);
  private static final Message GIVE_BACK_ALL = (ledger, key) -> ledger.refund(Ledger.idOf(key),
      "notice", AT);

  @Test
  void in_every_order_of_delivery_an_order_ends_paid_sent_and_partly_paid_back() throws Exception {
    var ledger = new Ledger(store);
    var orders = deliverInEveryOrder(ledger, List.of(PLACE, PAY, GIVE_BACK_PART, FULFIL), 1, 2);
    assertThat(ledger.orders(0).map(Ledger.Entry::order)).hasSize(orders)
        .allMatch(order -> order.equals(
            new Order(order.placed(), Status.FULFILLED, TOTAL, PART, Stock.UNASKED, Optional.empty())));
    assertThat(ledger.reconcile()).isEqualTo(new Balanced(new Totals(
        new TreeMap<>(Map.of("GBP", BigInteger.valueOf(1000L * orders))),
        new TreeMap<>(Map.of(Status.FULFILLED, (long) orders)))));
  }

  @Test
  void in_every_order_of_delivery_an_order_that_is_paid_back_ends_so_whether_it_was_sent_or_not() throws Exception {
    var ledger = new Ledger(store);
    var orders = deliverInEveryOrder(ledger, List.of(PLACE, PAY, GIVE_BACK_ALL, FULFIL), 1, 3);
    assertThat(ledger.orders(0).map(Ledger.Entry::order)).hasSize(orders)
        .allMatch(order -> order.equals(
            new Order(order.placed(), Status.REFUNDED, TOTAL, TOTAL, Stock.UNASKED, Optional.empty())));
    assertThat(ledger.reconcile()).isEqualTo(new Balanced(new Totals(
        new TreeMap<>(Map.of("GBP", BigInteger.ZERO)), new TreeMap<>(Map.of(Status.REFUNDED, (long) orders)))));
  }

  @Test
  void what_comes_before_its_order_leaves_no_trace() {
    var ledger = new Ledger(store);
    for (var early : List.of(PAY, GIVE_BACK_PART, GIVE_BACK_ALL, FULFIL)) {
      assertThat(early.deliver(ledger, "k")).isEqualTo(new Unknown(Ledger.idOf("k")));
    }
    assertThat(store.catalog().count()).isZero();
  }

  /** Each order of the messages, each message any of {@code times}; returns how many orders that makes. */
  private static int deliverInEveryOrder(Ledger ledger, List<Message> messages, Integer... times)
      throws Exception {
    var all = permutations(messages);
    var copies = copies(messages.size(), times);
    Race.of(all.size(), racer -> {
      for (var each : copies) {
        deliver(ledger, racer + "/" + each, all.get(racer), each);
      }
      return racer;
    });
    return all.size() * copies.size();
  }

  /** As many rounds as one has copies; then, again and again, those that were not accepted, while that helps. */
  private static void deliver(Ledger ledger, String key, List<Message> messages, List<Integer> copies) {
    var waiting = new ArrayList<>(messages);
    for (var round = 0; round < Collections.max(copies); round++) {
      for (var i = 0; i < messages.size(); i++) {
        if (round < copies.get(i) && taken(messages.get(i).deliver(ledger, key))) {
          waiting.remove(messages.get(i));
        }
      }
    }
    while (waiting.removeIf(message -> taken(message.deliver(ledger, key)))) {
      // another may be ready now
    }
  }

  private static boolean taken(OrderOutcome outcome) {
    return outcome instanceof Accepted || outcome instanceof Replayed;
  }

  private static <T> List<List<T>> permutations(List<T> all) {
    if (all.isEmpty()) {
      return List.of(List.of());
    }
    return all.stream().flatMap(first -> {
      var rest = new ArrayList<>(all);
      rest.remove(first);
      return permutations(rest).stream().map(later -> Stream.concat(Stream.of(first), later.stream()).toList());
    }).toList();
  }

  private static List<List<Integer>> copies(int messages, Integer... times) {
    var all = List.of(Collections.<Integer>emptyList());
    for (var i = 0; i < messages; i++) {
      all = all.stream()
          .flatMap(some -> Stream.of(times).map(n -> Stream.concat(some.stream(), Stream.of(n)).toList()))
          .toList();
    }
    return all;
  }
}
