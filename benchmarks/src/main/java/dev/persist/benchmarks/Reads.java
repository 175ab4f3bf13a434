package dev.persist.benchmarks;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.log.Linked;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How fast 100,000 events of 200 bytes are read to objects, in one stream and in the global order, handed over with a
 * checkpoint, and decided on; beside peers that do the same with the same bytes. The global order is also read of a store
 * where neighbours are of different streams; to a peer, which has the events in that order, this makes no difference.
 */
final class Reads {
  static final int EVENTS = 100_000;

  /** How many events a peer reads at a time, and how many are handed over with one checkpoint. */
  static final int AT_ONCE = 1_000;

  private static final int EVENT_BYTES = 200;
  private static final int WARM_UP = Main.QUICK ? 1 : 5;
  private static final int ROUNDS = Main.QUICK ? 3 : 9;
  private static final String STREAM = "sales";

  /** Each has ten events. */
  private static final int STREAMS = EVENTS / 10;

  private static final EventTypes<Sale> TYPES = EventTypes.of(Sale.class).named(Sale.class, Sale.TYPE);

  /** Work on all events; returns the sum of what was sold. */
  interface Work {
    long run() throws Exception;
  }

  /** A contestant, by the work that it can do. */
  interface Peer extends Store.Place {
    Map<String, Work> works();
  }

  private Reads() {}

  /** Returns the sales to store, in order. */
  static List<Sale> sales() {
    return IntStream.range(0, EVENTS).mapToObj(i -> Sale.event(i, EVENT_BYTES).data().as(Sale.class)).toList();
  }

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
      try (var report = new Report("reads-" + engine, "work", "events a second", "peer", "events a second", "over it",
          "median of rounds")) {
        if (engine.equals("postgresql")) {
          try (var server = new Postgres();
              var database = server.database();
              var other = server.database();
              var store = filled(database.url(), 1);
              var spread = filled(other.url(), STREAMS);
              var table = ReadTable.open(server.database())) {
            measure(report, engine, works(store, spread), "table", table);
            if (!Main.QUICK) {
              try (var axon = Axon.filled(server.database())) {
                measure(report, engine, works(store, spread), "axon", axon);
              }
              try (var messageDb = ReadMessageDb.open(server.database())) {
                measure(report, engine, works(store, spread), "message-db", messageDb);
              } catch (Contestant.LeftOut e) {
                report.leftOut("message-db", e.getMessage());
              }
            }
          }
        } else {
          try (var directory = TemporaryDirectory.create();
              var store = filled(engine + ":" + directory.path().resolve("s"), 1);
              var spread = filled(engine + ":" + directory.path().resolve("spread"), STREAMS);
              var peer = engine.equals("rocksdb")
                  ? ReadRocksDb.open(directory.path().resolve("peer"))
                  : ReadTable.open(directory.path().resolve("peer.db"))) {
            measure(report, engine, works(store, spread), engine.equals("rocksdb") ? "iterator" : "table", peer);
            if (engine.equals("rocksdb") && !Main.QUICK) {
              measure(report, engine, works(store, spread), "occurrent, in memory", ReadOccurrent.filled());
            }
          }
        }
      }
    }
  }

  /** Opens a store where the sales are in {@code streams} streams, which take turns. */
  private static Persist filled(String url, int streams) {
    var store = Persist.open(url);
    var sales = sales();
    for (var from = 0; from < EVENTS; from += AT_ONCE) {
      var commit = Commit.builder();
      for (var i = from; i < from + AT_ONCE; i++) {
        commit.append(STREAM + (i % streams == 0 ? "" : i % streams), TYPES.write(sales.get(i), Instant.EPOCH))
            .global();
      }
      store.commit(commit.build());
    }
    return store;
  }

  private static void measure(Report report, String engine, Map<String, Work> own, String peerName, Peer peer)
      throws Exception {
    var expected = sales().stream().mapToLong(Sale::cents).sum();
    for (var work : own.keySet()) {
      if (peer.works().containsKey(work)) {
        compare(report, engine, work, expected, own.get(work), peerName, peer.works().get(work));
      }
    }
  }

  private static Map<String, Work> works(Persist store, Persist spread) {
    var works = new LinkedHashMap<String, Work>();
    works.put("read a stream", () -> store.log().read(STREAM).mapToLong(Reads::cents).sum());
    works.put("read the global order", () -> readGlobal(store));
    works.put("read the global order of many streams", () -> readGlobal(spread));
    works.put("catch up", () -> caughtUp(store, STREAM));
    works.put("catch up, global order", () -> caughtUp(store, Event.GLOBAL));
    works.put("catch up, global order of many streams", () -> caughtUp(spread, Event.GLOBAL));
    works.put("decide", () -> {
      var decider = new Decider<>(store, TYPES, 0L, (sum, sale) -> sum + sale.cents());
      var decided = decider.on(STREAM).decide(Instant.EPOCH, sum -> Verdict.of(sum));
      return ((Decided.Now<Long, Long>) decided).result();
    });
    return works;
  }

  private static long readGlobal(Persist store) {
    return store.log().global().read().mapToLong(link -> cents(((Linked.Present) link).event())).sum();
  }

  private static long cents(Event event) {
    return TYPES.read(event).cents();
  }

  private static long caughtUp(Persist store, String stream) throws Exception {
    var subscription = store.subscription("total of " + stream, stream);
    subscription.reset(stream, 0);
    var sum = new long[1];
    try (var runner = subscription.batches(AT_ONCE, InstantSource.system(),
        (events, commit) -> events.forEach(event -> sum[0] += cents(event)))) {
      runner.catchUp();
    }
    return sum[0];
  }

  private static void compare(Report report, String engine, String what, long expected, Work own, String peerName,
      Work peer)
      throws Exception {
    var rates = new double[ROUNDS];
    var peerRates = new double[ROUNDS];
    for (var round = -WARM_UP; round < ROUNDS; round++) {
      var rate = rate(own, expected);
      var peerRate = rate(peer, expected);
      if (round >= 0) {
        rates[round] = rate;
        peerRates[round] = peerRate;
      }
    }
    var over = Spread.of(rates).median() / Spread.of(peerRates).median();
    Main.ratio(engine + " " + what + " over " + peerName, over);
    report.row(what, Spread.of(rates).toString(), peerName, Spread.of(peerRates).toString(), Main.rounded(over),
        Main.rounded(Spread.ofRounds(rates, peerRates)));
  }

  private static double rate(Work work, long expected) throws Exception {
    var start = System.nanoTime();
    var sum = work.run();
    var nanos = System.nanoTime() - start;
    if (sum != expected) {
      throw new IllegalStateException("the sum is " + sum + ", not " + expected);
    }
    return 1e9 * EVENTS / nanos;
  }
}
