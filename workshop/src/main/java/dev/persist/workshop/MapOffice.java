package dev.persist.workshop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The office that sells today, all in maps. Stage 10 moves its tickets into yours while it sells. Not yours to edit. */
public final class MapOffice implements Office {
  /** A ticket that was sold. */
  public record Ticket(String buyer, int cents) {}

  private final Map<String, Map<Integer, Ticket>> tickets = new TreeMap<>();

  /** Returns a copy of all that it knows: the tickets of each show, by seat. */
  public synchronized Map<String, Map<Integer, Ticket>> dump() {
    var copy = new TreeMap<String, Map<Integer, Ticket>>();
    tickets.forEach((show, seats) -> copy.put(show, new TreeMap<>(seats)));
    return copy;
  }

  private Map<Integer, Ticket> seats(String show) {
    return tickets.computeIfAbsent(show, any -> new TreeMap<>());
  }

  @Override
  public synchronized Answer sell(Order order) {
    var ticket = new Ticket(order.buyer(), order.cents());
    return seats(order.show()).putIfAbsent(order.seat(), ticket) == null ? Answer.SOLD : Answer.TAKEN;
  }

  @Override
  public synchronized boolean giveBack(String show, int seat, String buyer) {
    return holder(show, seat).filter(buyer::equals).isPresent() && seats(show).remove(seat) != null;
  }

  @Override
  public synchronized Optional<String> holder(String show, int seat) {
    return Optional.ofNullable(seats(show).get(seat)).map(Ticket::buyer);
  }

  @Override
  public synchronized List<String> history(String show) {
    return seats(show).entrySet()
        .stream()
        .map(sold -> sold.getValue().buyer() + " bought seat " + sold.getKey())
        .toList();
  }

  @Override
  public boolean admit(String show, int seat) {
    throw new UnsupportedOperationException("the doors have lists on paper");
  }

  @Override
  public synchronized Answer sellBoth(Order first, Order second) {
    if (holder(first.show(), first.seat()).isPresent() || holder(second.show(), second.seat()).isPresent()) {
      return Answer.TAKEN;
    }
    sell(first);
    return sell(second);
  }

  @Override
  public synchronized long takings(String show) {
    return seats(show).values().stream().mapToLong(Ticket::cents).sum();
  }
}
