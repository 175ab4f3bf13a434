package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.Appended;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import dev.persist.view.Projection.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Commands of 64 clients on one stream, each an event decided on the sum of those before. */
final class Hot {
  private static final int CLIENTS = 64;
  private static final String NOTE = Sale.ONE.data().as(Sale.class).note();
  private static final EventTypes<Sale> TYPES = EventTypes.of(Sale.class).named(Sale.class, Sale.TYPE);
  private static final Projection<Long> SUM = Projection.of(TYPES, 0L, Hot::plus);

  private Hot() {}

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
      try (var report = Driver.report("hot-" + engine, "commands");
          var server = engine.equals("postgresql") ? new Postgres() : null) {
        var contestants = new LinkedHashMap<String, Contestant.Opening>();
        contestants.put("Decider", () -> Appends.open(engine, server, deciding()));
        contestants.put("a loop of its own each", () -> Appends.open(engine, server, looping()));
        if (server != null) {
          contestants.put("pekko", () -> Pekko.open(server.database(), streams(), Hot::next));
        }
        Driver.run(report, "hot " + engine, CLIENTS, contestants);
      }
    }
  }

  /** Names the one stream of the clients of a round; it is new in each. */
  private static Supplier<String> streams() {
    var clients = new AtomicInteger();
    return () -> "hot/" + clients.getAndIncrement() / CLIENTS;
  }

  private static Store.Clients deciding() {
    var streams = streams();
    var deciders = new HashMap<Persist, Decider<Long, Sale>>();
    return (persist, any) -> {
      var command = deciders.computeIfAbsent(persist, each -> new Decider<>(each, TYPES, 0L, Hot::plus))
          .on(streams.get());
      return () -> {
        var decided = command.decide(Instant.EPOCH, sum -> Verdict.of("", next(sum)));
        if (!(decided instanceof Decided.Now)) {
          throw new IllegalStateException("not appended: " + decided);
        }
      };
    };
  }

  /** What people write by hand: read what is new, decide, append if nothing came between, else again. */
  private static Store.Clients looping() {
    var streams = streams();
    return (persist, any) -> new Contestant.Client() {
      private final String stream = streams.get();
      private State<Long> sum = new State<>(0L, 0);

      @Override
      public void append() {
        do {
          sum = SUM.resume(persist.log(), stream, sum);
        } while (!(persist.log()
            .appendExpect(stream, sum.seq(),
                List.of(TYPES.write(next(sum.value()), Instant.EPOCH))) instanceof Appended));
      }
    };
  }

  private static Sale next(long sum) {
    return new Sale("c1", 1 + sum % 10, NOTE);
  }

  private static Long plus(Long sum, Sale sale) {
    return sum + sale.cents();
  }
}
