package dev.persist.workshop.check;

import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import dev.persist.workshop.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an office has to know, and so what it has to answer. Its methods change nothing. */
record Model(Map<String, Order> held, Map<String, List<String>> histories, Map<String, Long> takings,
    Set<String> inside, Set<String> done) {
  static final Model EMPTY = new Model(Map.of(), Map.of(), Map.of(), Set.of(), Set.of());

  /** What an office answers, and what it knows afterwards. */
  record Outcome(Object answer, Model after) {}

  /** Returns what the office knows after {@code call}, if {@code answer} is right. */
  Optional<Model> after(Call call, Object answer, boolean mayRefuse) {
    if (answer == Answer.TRY_AGAIN && mayRefuse) {
      return Optional.of(this);
    }
    var outcome = outcome(call);
    return outcome.answer.equals(answer) ? Optional.of(outcome.after) : Optional.empty();
  }

  /** Returns the right answer to {@code call}. */
  Outcome outcome(Call call) {
    return switch (call) {
      case Call.Sell(var order) -> sell(List.of(order));
      case Call.SellBoth(var first, var second) -> sell(List.of(first, second));
      case Call.GiveBack(var show, var seat, var buyer) -> {
        var holder = held.get(place(show, seat));
        yield holder != null && holder.buyer().equals(buyer)
            ? new Outcome(true, without(show, seat, buyer))
            : new Outcome(false, this);
      }
      case Call.Holder(var show, var seat) -> {
        var holder = held.get(place(show, seat));
        yield new Outcome(holder == null ? "nobody" : holder.buyer(), this);
      }
      case Call.History(var show) -> new Outcome(histories.getOrDefault(show, List.of()), this);
      case Call.Takings(var show) -> new Outcome(takings.getOrDefault(show, 0L), this);
      case Call.Admit(var show, var seat) -> {
        var more = new HashSet<>(inside);
        yield new Outcome(more.add(place(show, seat)), new Model(held, histories, takings, more, done));
      }
    };
  }

  private static String place(String show, int seat) {
    return show + "/" + seat;
  }

  private Outcome sell(List<Order> orders) {
    if (orders.stream().allMatch(order -> done.contains(order.id()))) {
      return new Outcome(Answer.SOLD, this);
    }
    if (orders.stream().anyMatch(order -> held.containsKey(place(order.show(), order.seat())))) {
      return new Outcome(Answer.TAKEN, this);
    }
    var after = this;
    for (var order : orders) {
      after = after.with(order);
    }
    return new Outcome(Answer.SOLD, after);
  }

  private Model with(Order order) {
    var seats = new HashMap<>(held);
    seats.put(place(order.show(), order.seat()), order);
    var sums = new HashMap<>(takings);
    sums.merge(order.show(), (long) order.cents(), Long::sum);
    var ids = new HashSet<>(done);
    ids.add(order.id());
    return new Model(seats, told(order.show(), order.buyer() + " bought seat " + order.seat()), sums, inside, ids);
  }

  private Model without(String show, int seat, String buyer) {
    var seats = new HashMap<>(held);
    seats.remove(place(show, seat));
    return new Model(seats, told(show, buyer + " gave back seat " + seat), takings, inside, done);
  }

  private Map<String, List<String>> told(String show, String line) {
    var all = new HashMap<>(histories);
    var lines = new ArrayList<>(all.getOrDefault(show, List.of()));
    lines.add(line);
    all.put(show, lines);
    return all;
  }
}
