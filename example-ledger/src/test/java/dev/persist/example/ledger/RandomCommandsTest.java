package dev.persist.example.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.conformance.Race;
import dev.persist.conformance.Seeds;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.Reconciled.Balanced;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Totals;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some clients, each with orders of its own, send commands drawn at random and are killed again and again. What was not
 * acknowledged they send again under its key. It comes to what a model says that knows neither keys nor kills.
 */
class RandomCommandsTest extends EveryEngineTest {
  private static final int CLIENTS = 4;
  private static final int COMMANDS = 60;
  private static final int ORDERS = 5;
  private static final int KILLS = 2;
  private static final long PRICE = 1000;

  /** Kills take long. */
  static List<Long> ownSeed() {
    return Seeds.upTo(0);
  }

  private enum Kind {
    PLACE, PAY, FULFIL, REFUND, REFUND_ALL
  }

  /** As often as they are drawn. */
  private static final List<Kind> KINDS = List.of(Kind.PLACE, Kind.PLACE, Kind.PAY, Kind.PAY, Kind.FULFIL,
      Kind.REFUND, Kind.REFUND, Kind.REFUND, Kind.REFUND_ALL);

  private record Command(Kind kind, String order, String key, Money money) {
    OrderOutcome on(Ledger ledger) {
      var id = Ledger.idOf(order);
      var at = Instant.EPOCH;
      return switch (kind) {
        case PLACE -> ledger.place(order, "alice", currency(order), List.of(new Line("tea", 1, PRICE)), at);
        case PAY -> ledger.pay(id, key, new Paid(money, "bank", order), at);
        case FULFIL -> ledger.fulfil(id, key, at);
        case REFUND -> ledger.refund(id, key, money, at);
        case REFUND_ALL -> ledger.refund(id, key, at);
      };
    }
  }

  /** Orders of every other client are in euros. */
  private static String currency(String order) {
    return (order.charAt(0) - '0') % 2 == 0 ? "GBP" : "EUR";
  }

  /** The commands of one client; one in six is sent again later. */
  private static List<Command> commands(long seed, int client) {
    var random = new Random(seed * CLIENTS + client);
    var commands = new ArrayList<Command>();
    while (commands.size() < COMMANDS) {
      var newest = commands.size() * ORDERS / COMMANDS;
      var order = client + "/" + (random.nextInt(4) > 0 ? newest : random.nextInt(newest + 1));
      var kind = KINDS.get(random.nextInt(KINDS.size()));
      var key = "k" + commands.size();
      var amount = kind == Kind.PAY && random.nextInt(4) > 0 ? PRICE : 1 + random.nextInt((int) PRICE / 2);
      var currency = random.nextInt(5) > 0 ? currency(order) : "USD";
      var again = commands.isEmpty() || random.nextInt(6) > 0
          ? Optional.<Command>empty()
          : Optional.of(commands.get(random.nextInt(commands.size())));
      commands.add(again.orElse(new Command(kind, order, key, new Money(amount, currency))));
    }
    return commands;
  }

  /** One client's orders, in the plainest way. */
  private static final class Model {
    private final Map<String, Status> status = new HashMap<>();
    private final Map<String, Long> kept = new HashMap<>();
    private final Set<Command> done = new HashSet<>();

    /** Returns whether it takes effect, now or before. */
    boolean take(Command command) {
      if (done.contains(command)) {
        return true;
      }
      var order = command.order;
      var is = status.get(order);
      var amount = command.money.amount();
      var fits = command.money.currency().equals(currency(order));
      var paid = is == Status.PAID || is == Status.FULFILLED;
      var taken = switch (command.kind) {
        case PLACE -> true;
        case PAY -> is == Status.PLACED && fits && amount == PRICE;
        case FULFIL -> is == Status.PAID;
        case REFUND -> paid && fits && amount <= kept.get(order);
        case REFUND_ALL -> paid;
      };
      if (taken) {
        done.add(command);
        switch (command.kind) {
          case PLACE -> status.putIfAbsent(order, Status.PLACED);
          case PAY -> {
            status.put(order, Status.PAID);
            kept.put(order, PRICE);
          }
          case FULFIL -> status.put(order, Status.FULFILLED);
          case REFUND -> back(order, amount);
          case REFUND_ALL -> back(order, kept.get(order));
        }
      }
      return taken;
    }

    private void back(String order, long amount) {
      if (kept.merge(order, -amount, Long::sum) == 0) {
        status.put(order, Status.REFUNDED);
      }
    }

    Map<String, String> orders() {
      var orders = new TreeMap<String, String>();
      status.forEach((order, is) -> orders.put(order, is + " " + kept.getOrDefault(order, 0L)));
      return orders;
    }
  }

  private static Totals totals(List<Model> models) {
    var revenue = new TreeMap<String, BigInteger>();
    var orders = new TreeMap<Status, Long>();
    for (var model : models) {
      model.status.values().forEach(status -> orders.merge(status, 1L, Long::sum));
      model.kept.forEach((order, kept) -> revenue.merge(currency(order), BigInteger.valueOf(kept), BigInteger::add));
    }
    return new Totals(revenue, orders);
  }

  /** Takes the seed, and of each client how many of its commands were acknowledged; says who got what for which. */
  public static final class Clients implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) throws Exception {
      var ledger = new Ledger(store);
      Race.onPlatformThreads(CLIENTS, client -> {
        var commands = commands(Long.parseLong(args.getFirst()), client);
        for (var i = Integer.parseInt(args.get(1 + client)); i < COMMANDS; i++) {
          var outcome = commands.get(i).on(ledger);
          say.accept(client + " " + (outcome instanceof Accepted || outcome instanceof Replayed));
        }
        return client;
      });
    }
  }

  /** Or a fault could go unnoticed. */
  @Test
  void every_kind_of_command_is_taken_refused_and_sent_again_in_what_is_drawn() {
    var met = new HashSet<String>();
    for (var i = 0; i < CLIENTS; i++) {
      var model = new Model();
      for (var command : commands(1, i)) {
        var again = model.done.contains(command);
        var part = command.kind == Kind.REFUND && model.kept.getOrDefault(command.order, 0L) < command.money.amount();
        met.add(command.kind + (model.take(command) ? again ? " again" : " taken" : part ? " too much" : " refused"));
      }
    }
    assertThat(met).contains("PLACE taken", "PLACE again", "PAY taken", "PAY refused", "PAY again", "FULFIL taken",
        "FULFIL refused", "FULFIL again", "REFUND taken", "REFUND refused", "REFUND too much", "REFUND again",
        "REFUND_ALL taken", "REFUND_ALL refused", "REFUND_ALL again");
  }

  @ParameterizedTest
  @MethodSource("ownSeed")
  void the_ledger_is_balanced_to_the_penny_however_often_it_is_killed(long seed) throws Exception {
    var where = "repeat with -Dpersist.seed=" + seed;
    var random = new Random(seed);
    var acknowledged = new int[CLIENTS];
    var models = Stream.generate(Model::new).limit(CLIENTS).toList();
    for (var run = 0; run <= KILLS; run++) {
      var lines = run < KILLS ? 1 + random.nextInt(CLIENTS * COMMANDS / KILLS) : Integer.MAX_VALUE;
      var args = Stream.concat(Stream.of(seed), IntStream.of(acknowledged).boxed()).map(String::valueOf);
      for (var line : kill(Clients.class, lines, args.toArray(String[]::new))) {
        var client = line.charAt(0) - '0';
        var command = commands(seed, client).get(acknowledged[client]++);
        assertThat(line).as("%s, %s", command, where).isEqualTo(client + " " + models.get(client).take(command));
      }
      requireNothingLost(seed, acknowledged, models, where);
    }
    var ledger = new Ledger(store);
    assertThat(acknowledged).as(where).containsOnly(COMMANDS);
    assertThat(ledger.totals()).as(where).isEqualTo(totals(models));
    assertThat(ledger.reconcile()).as(where).isEqualTo(new Balanced(totals(models)));
  }

  /** Of each client, all that was acknowledged is there, and at most the next command as well. */
  private void requireNothingLost(long seed, int[] acknowledged, List<Model> models, String where) {
    var ledger = new Ledger(store);
    for (var client = 0; client < CLIENTS; client++) {
      var commands = commands(seed, client);
      var next = new Model();
      commands.subList(0, Math.min(COMMANDS, acknowledged[client] + 1)).forEach(next::take);
      assertThat(of(client, ledger)).as(where)
          .isIn(List.of(models.get(client).orders(), next.orders()));
    }
    assertThat(ledger.reconcile()).as(where).isEqualTo(new Balanced(ledger.totals()));
  }

  private static Map<String, String> of(int client, Ledger ledger) {
    var orders = new TreeMap<String, String>();
    for (var i = 0; i < ORDERS; i++) {
      var key = client + "/" + i;
      ledger.order(Ledger.idOf(key))
          .value()
          .ifPresent(order -> orders.put(key, order.status() + " " + order.kept().amount()));
    }
    return orders;
  }
}
