package dev.persist.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Persist;
import dev.persist.feed.Hub;
import dev.persist.feed.Runner;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What one operation costs one client, as there is more in the store; in a process with a heap of 256 MiB. */
final class Scale {
  private static final int ROUNDS = Main.QUICK ? 3 : 5;
  private static final long ROUND_NANOS = Main.QUICK ? 100_000_000 : 300_000_000;
  private static final int AT_ONCE = 1_000;

  /** How many events each of many streams has: with a million streams there are ten million. */
  private static final int EVENTS = 10;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final SplittableRandom RANDOM = new SplittableRandom(1);

  /** Something of which there may be many, and what is done with one of them. */
  private interface Subject extends AutoCloseable {
    /** Adds those from {@code from} to before {@code to}. */
    void add(int from, int to) throws Exception;

    /** Returns what is timed, by name; each takes how many there are. */
    Map<String, Operation> operations();

    /** Returns how many times a run of an operation does what is timed. */
    default int times(int count) {
      return 1;
    }

    @Override
    default void close() {}
  }

  private interface Operation {
    /** Returns how many it found or wrote. */
    long run(int count) throws Exception;
  }

  /** A subject, and how many there are at first and at most. */
  private record Kind(int least, int most, Function<Persist, Subject> subject) {}

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("streams", new Kind(10, 1_000_000, Scale::streams));
    KINDS.put("events", new Kind(10, 1_000_000, Scale::events));
    KINDS.put("keys", new Kind(10, 1_000_000, Scale::keys));
    KINDS.put("subscriptions", new Kind(10, 1_000, Subscriptions::new));
    KINDS.put("views", new Kind(10, 1_000, Views::new));
    KINDS.put("clients", new Kind(1, 10_000, Clients::new));
  }

  private Scale() {}

  /** Measures the kinds and engines that {@code args} name, all of them when they name none, in a process of its own. */
  static void run(List<String> args) throws Exception {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), Scale.class.getName()));
    command.addAll(args);
    var status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("Scale ended with status " + status);
    }
  }

  /** Measures in this process. */
  public static void main(String[] args) throws Exception {
    measure(List.of(args));
  }

  private static void measure(List<String> args) throws Exception {
    for (var kind : chosen(args, KINDS.keySet())) {
      try (var report = new Report("scale-" + kind, kind, "engine", "", "µs", "bytes allocated")
          .chart("One operation, by how many " + kind + " there are", kind, "µs")) {
        for (var engine : chosen(args, Store.ENGINES)) {
          Store.within(engine, store -> measure(report, engine, KINDS.get(kind), store));
        }
      }
    }
  }

  private static List<String> chosen(List<String> args, Collection<String> of) {
    var chosen = of.stream().filter(args::contains).toList();
    return chosen.isEmpty() ? List.copyOf(of) : chosen;
  }

  private static void measure(Report report, String engine, Kind kind, Persist store) throws Exception {
    try (var subject = kind.subject.apply(store)) {
      var before = 0;
      for (var count = kind.least; count <= kind.most; count *= 10) {
        subject.add(before, count);
        before = count;
        for (var each : new TreeMap<>(subject.operations()).entrySet()) {
          time(report, engine, each.getKey(), count, subject.times(count), each.getValue());
        }
      }
    }
  }

  private static void time(
      Report report, String engine, String name, int count, int times, Operation operation) throws Exception {
    var micros = new double[ROUNDS];
    var bytes = new double[ROUNDS];
    for (var round = -1; round < ROUNDS; round++) {
      var allocated = THREADS.getTotalThreadAllocatedBytes();
      var start = System.nanoTime();
      var nanos = 0L;
      var done = 0;
      for (; nanos < ROUND_NANOS; nanos = System.nanoTime() - start) {
        if (operation.run(count) == 0) {
          throw new IllegalStateException(name + " found nothing");
        }
        done += times;
      }
      if (round >= 0) {
        micros[round] = nanos / 1e3 / done;
        bytes[round] = (THREADS.getTotalThreadAllocatedBytes() - allocated) / (double) done;
      }
    }
    var spread = Spread.of(micros);
    report.row("%,d".formatted(count), engine, name, spread.toString(), Main.rounded(Spread.of(bytes).median()));
    report.point(engine + ", " + name, count, spread);
  }

  private static String one(int count) {
    return "sales/" + RANDOM.nextInt(count);
  }

  /** Calls {@code add} with a commit for each thousand, or what is left of them, and commits it. */
  private static void committing(Persist store, int from, int to, int atOnce, BiConsumer<Commit.Builder, Integer> add) {
    for (var start = from; start < to; start += atOnce) {
      var commit = Commit.builder();
      for (var i = start; i < Math.min(to, start + atOnce); i++) {
        add.accept(commit, i);
      }
      store.commit(commit.build());
    }
  }

  private static Subject streams(Persist store) {
    return subject((from, to) -> committing(store, from, to, AT_ONCE / EVENTS, (commit, i) -> {
      for (var seq = 0; seq < EVENTS; seq++) {
        commit.append("sales/" + i, Sale.ONE);
      }
    }), Map.of(
        "append to one", count -> store.log().append(one(count), List.of(Sale.ONE)).size(),
        "read ten of one", count -> store.log().readBetween(one(count), 1, EVENTS).count()));
  }

  private static Subject events(Persist store) {
    var stream = "sales";
    return subject((from, to) -> Sale.append(store.log(), stream, to - from, 200), Map.of(
        "append", count -> store.log().append(stream, List.of(Sale.ONE)).size(),
        "read the last ten", count -> store.log().readFrom(stream, count - EVENTS + 1).limit(EVENTS).count()));
  }

  private static Subject keys(Persist store) {
    var value = Sale.ONE.data();
    return subject((from, to) -> committing(store, from, to, AT_ONCE, (commit, i) -> commit.put("sales/" + i, value)),
        Map.of(
            "put", count -> store.kv().put(one(count), value).size(),
            "get", count -> store.kv().get(one(count)).orElseThrow().size()));
  }

  private static Subject subject(BiConsumer<Integer, Integer> add, Map<String, Operation> operations) {
    return new Subject() {
      @Override
      public void add(int from, int to) {
        add.accept(from, to);
      }

      @Override
      public Map<String, Operation> operations() {
        return operations;
      }
    };
  }

  /** Subscriptions that each follow a stream of their own, in this process. */
  private record Subscriptions(Persist store, List<Runner> runners) implements Subject {
    private Subscriptions(Persist store) {
      this(store, new ArrayList<>());
    }

    @Override
    public void add(int from, int to) {
      for (var i = from; i < to; i++) {
        store.log().append("sales/" + i, List.of(Sale.ONE));
        runners.add(store.subscription("total " + i, "sales/" + i)
            .batches(AT_ONCE, InstantSource.system(), (events, commit) -> {})
            .start());
      }
    }

    @Override
    public Map<String, Operation> operations() {
      return Map.of(
          "append", count -> store.log().append("nobody follows", List.of(Sale.ONE)).size(),
          "append and wait for its subscription", count -> {
            var i = RANDOM.nextInt(count);
            var seq = store.log().append("sales/" + i, List.of(Sale.ONE)).getLast().seq();
            return store.subscription("total " + i, "sales/" + i)
                .await("sales/" + i, seq, InstantSource.system(), Duration.ofMinutes(1)) ? 1 : 0;
          });
    }

    @Override
    public void close() {
      runners.forEach(Runner::close);
    }
  }

  /** Views of one stream, attached to a hub. */
  private record Views(Persist store, Hub hub, List<Hub.Registration> registrations) implements Subject {
    private Views(Persist store) {
      this(store, new Hub(store, failure -> {
        throw new IllegalStateException(failure.cause());
      }), new ArrayList<>());
    }

    @Override
    public void add(int from, int to) {
      for (var i = from; i < to; i++) {
        registrations
            .add(store.snapshots("total " + i, 1, Sale.TOTAL, Codec.of(Sale.Total.class)).view("sales").attach(hub));
      }
    }

    @Override
    public Map<String, Operation> operations() {
      return Map.of("publish to all", count -> hub.publish("sales", Sale.TYPE, Instant.EPOCH, Sale.ONE.data()).seq());
    }

    @Override
    public void close() {
      for (var each : registrations) {
        each.close();
      }
    }
  }

  /** Virtual threads that each append to a stream of their own, at the same time. */
  private record Clients(Persist store, ExecutorService threads) implements Subject {
    private Clients(Persist store) {
      this(store, Executors.newVirtualThreadPerTaskExecutor());
    }

    @Override
    public void add(int from, int to) {
      committing(store, from, to, AT_ONCE, (commit, i) -> commit.append("sales/" + i, Sale.ONE));
    }

    @Override
    public Map<String, Operation> operations() {
      return Map.of("append, of all at once", count -> {
        var last = 0L;
        for (var each : threads.invokeAll(IntStream.range(0, count).mapToObj(this::append).toList())) {
          last = each.get();
        }
        return last;
      });
    }

    private Callable<Long> append(int client) {
      return () -> store.log().append("sales/" + client, List.of(Sale.ONE)).getLast().seq();
    }

    @Override
    public int times(int count) {
      return count;
    }

    @Override
    public void close() {
      threads.close();
    }
  }
}
