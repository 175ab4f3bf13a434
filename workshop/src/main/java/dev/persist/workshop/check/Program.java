package dev.persist.workshop.check;

import dev.persist.Persist;
import dev.persist.conformance.LossyBackend;
import dev.persist.conformance.LossyBackend.Loss;
import dev.persist.memory.MemoryBackend;
import dev.persist.workshop.Call;
import dev.persist.workshop.check.Turnstile.Endless;
import dev.persist.workshop.check.Turnstile.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Calls of a few clients, each at an office of its own, as a process is. All offices share a store. {@link #run} makes the calls
 * in every order in which the steps of the clients can follow each other with at most three switches from one to another,
 * those with the fewest first. So the history of the first flaw is the shortest.
 *
 * @param mayRefuse whether an office may tell a buyer to try again
 * @param afterwards calls at a new office, when the clients have ended
 */
record Program(boolean mayRefuse, List<Client> clients, List<Call> afterwards) implements Trial.Run {
  /** So few that it takes a second; with two clients, a race that needs more is rare. */
  private static final int SWITCHES = 3;

  /**
   * A client.
   *
   * @param loss how the reply to the commits of its first call is lost, if it is; then the client asks again
   */
  record Client(String name, Optional<Loss> loss, List<Call> calls) {
    Client losing(Loss how) {
      return new Client(name, Optional.of(how), calls);
    }
  }

  @Override
  public Optional<Flaw> of(Offices offices) throws InterruptedException {
    var orders = new PriorityQueue<List<Integer>>(
        Comparator.<List<Integer>>comparingLong(Program::switches).thenComparingInt(List::size));
    orders.add(List.of());
    while (!orders.isEmpty()) {
      var order = orders.remove();
      var turnstile = new Turnstile(clients.size(), order);
      var flaw = run(offices, turnstile);
      if (flaw.isPresent()) {
        return flaw;
      }
      others(order.size(), turnstile.turns()).stream()
          .filter(other -> switches(other) <= SWITCHES)
          .forEach(orders::add);
    }
    return Optional.empty();
  }

  private static long switches(List<Integer> order) {
    var switches = 0L;
    for (var i = 1; i < order.size(); i++) {
      switches += order.get(i).equals(order.get(i - 1)) ? 0 : 1;
    }
    return switches;
  }

  /** Returns the orders that are as that of {@code turns}, up to one turn that another client has. */
  private static List<List<Integer>> others(int from, List<Turn> turns) {
    var others = new ArrayList<List<Integer>>();
    for (var i = from; i < turns.size(); i++) {
      var before = turns.subList(0, i).stream().map(Turn::client).toList();
      var turn = turns.get(i);
      turn.could()
          .stream()
          .filter(other -> other != turn.client())
          .forEach(
              other -> others.add(Stream.concat(before.stream(), Stream.of(other)).toList()));
    }
    return others;
  }

  private Optional<Flaw> run(Offices offices, Turnstile turnstile) throws InterruptedException {
    var later = clients.size();
    var tape = new Tape(mayRefuse,
        Stream.concat(clients.stream().map(Client::name), afterwards.isEmpty() ? Stream.empty() : Stream.of("later"))
            .toList());
    try (var backend = new MemoryBackend()) {
      var failures = new ConcurrentLinkedQueue<Throwable>();
      var threads = new ArrayList<Thread>();
      for (var i = 0; i < clients.size(); i++) {
        var number = i;
        threads.add(Thread.ofPlatform().daemon().start(() -> {
          try {
            serve(clients.get(number), number, offices, new Gated(backend, turnstile, tape, number), turnstile, tape);
          } catch (Throwable e) {
            failures.add(e);
          } finally {
            turnstile.leave(number);
          }
        }));
      }
      for (var thread : threads) {
        thread.join();
      }
      if (!failures.isEmpty()) {
        return Optional.of(failed(failures.element(), tape));
      }
      var office = offices.over(Persist.over(backend));
      afterwards.forEach(call -> tape.ask(later, office, call));
    }
    return tape.flaw();
  }

  private static void serve(Client client, int number, Offices offices, Gated backend, Turnstile turnstile, Tape tape) {
    turnstile.pass(number);
    var office = offices.over(Persist.over(backend));
    var first = client.loss
        .map(loss -> offices.over(Persist.over(new LossyBackend(backend, loss))))
        .orElse(office);
    for (var i = 0; i < client.calls.size(); i++) {
      turnstile.pass(number);
      if (!tape.ask(number, i == 0 ? first : office, client.calls.get(i))) {
        tape.ask(number, office, client.calls.get(i));
      }
    }
  }

  private static Flaw failed(Throwable failure, Tape tape) {
    if (failure instanceof Endless endless) {
      tape.note(0, "...");
      return tape.flawed("" + endless.getMessage());
    }
    throw new IllegalStateException("the office cannot be tried: " + failure, failure);
  }
}
