package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.Get;
import com.scalar.db.api.Insert;
import com.scalar.db.api.Upsert;
import com.scalar.db.io.Key;
import com.scalar.db.service.TransactionFactory;
import dev.persist.Persist;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * What a store on three PostgreSQL servers of one machine does: beside one transaction of ScalarDB for each commit on the same
 * servers, beside a store on one of them, and for several processes, of clients that wait for their answers only and of
 * clients at a pace. Processes that each have a store of their own share nothing but the machine.
 */
final class Servers {
  /** Three processes on two processors take long to compile what they run. */
  private static final int WARM_UP = 24;

  private static final int CLIENTS = 64;

  /** How many commits a second each process makes at a pace: so few that three processes leave the processors idle at times. */
  private static final int PACE = 800;

  /** As ScalarDB makes them unless it is told otherwise. */
  private static final String TWO_PHASES = "transactions, two phases";

  private static final String PACED = "persist, at " + PACE + " commits a second of each process";

  private static final Key ALL = Key.ofInt("p", 0);

  private Servers() {}

  static void run() throws Exception {
    try (var servers = new ThreeServers();
        var report = new Report("servers", "", "processes", "clients of each", "commits a second", "CPU µs a commit")) {
      var many = servers.store("many");
      var settings = "" + servers.settings("many");
      var groups = new ArrayList<Group>();
      try {
        var persist = Group.add(groups, "persist", many, 1, CLIENTS);
        var transactions = Group.add(groups, "transactions", settings, 1, CLIENTS);
        var two = Group.add(groups, TWO_PHASES, settings, 1, CLIENTS);
        Group.add(groups, "persist", servers.store("one"), 1, 1);
        Group.add(groups, "one PostgreSQL", servers.single(), 1, CLIENTS);
        var more = new ArrayList<Group>();
        for (var processes = 1; processes <= 3; processes++) {
          more.add(Group.add(groups, "persist", servers.store("p" + processes), processes, CLIENTS));
        }
        var own = Group.add(groups, "persist, each process in a store of its own",
            List.of(servers.store("own1"), servers.store("own2"), servers.store("own3")), CLIENTS);
        var moreTransactions = Group.add(groups, "transactions", settings, 3, CLIENTS);
        var paced = new ArrayList<Group>();
        for (var processes = 1; processes <= 3; processes++) {
          paced.add(Group.add(groups, PACED, servers.store("pace" + processes), processes, CLIENTS));
        }
        for (var round = -WARM_UP; round < Driver.ROUNDS; round++) {
          for (var group : groups) {
            group.round(round);
          }
        }
        for (var group : groups) {
          report.row(group.name, "" + group.processes.size(), "" + group.clients, Spread.of(group.rates).toString(),
              Main.rounded(group.cpuMicros()));
        }
        Main.ratio("servers persist over one transaction a commit", persist.rate() / transactions.rate());
        Main.ratio("servers persist over one transaction of two phases a commit", persist.rate() / two.rate());
        ratio("persist", more.getFirst(), more.getLast());
        ratio("persist in stores of their own", more.getFirst(), own);
        Main.ratio("servers persist, commits per CPU second 3 processes in one store over 3 in stores of their own",
            own.cpuMicros() / more.getLast().cpuMicros());
        ratio("transactions", transactions, moreTransactions);
        ratio(PACED, paced.getFirst(), paced.getLast());
      } finally {
        groups.forEach(Group::close);
      }
    }
  }

  private static void ratio(String name, Group one, Group three) {
    Main.ratio("servers " + name + ", commits per CPU second 3 processes over 1", one.cpuMicros() / three.cpuMicros());
  }

  /** Processes that write to one store, and what they did. */
  private static final class Group implements AutoCloseable {
    private final String name;
    private final int clients;
    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();
    private final double[] rates = new double[Driver.ROUNDS];
    private long cpuNanos;
    private long commits;

    private Group(String name, int clients) {
      this.name = name;
      this.clients = clients;
    }

    static Group add(List<Group> groups, String name, String store, int processes, int clients) throws IOException {
      return add(groups, name, Collections.nCopies(processes, store), clients);
    }

    /** Starts a process for each of {@code stores}. */
    static Group add(List<Group> groups, String name, List<String> stores, int clients) throws IOException {
      var group = new Group(name, clients);
      groups.add(group);
      for (var store : stores) {
        var process = DemoApp.java(Servers.class.getName(), name, store, "" + clients);
        group.processes.add(process);
        group.answers.add(process.inputReader(UTF_8));
        group.answer(group.answers.size() - 1); // it has opened the store
      }
      return group;
    }

    private long answer(int process) throws IOException {
      var line = answers.get(process).readLine();
      if (line == null) {
        throw new IllegalStateException("a process of " + name + " ended; it says why when it is started alone");
      }
      return Long.parseLong(line);
    }

    /** Writes for a while; counts it unless {@code number} is negative. */
    void round(int number) throws IOException {
      var before = Usage.now();
      for (var process : processes) {
        process.getOutputStream().write((before.nanos() + Driver.ROUND_NANOS + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
      }
      var count = 0L;
      for (var i = 0; i < processes.size(); i++) {
        count += answer(i);
      }
      var used = Usage.now().since(before);
      if (number >= 0) {
        rates[number] = 1e9 * count / used.nanos();
        cpuNanos += used.cpuNanos() + used.serverNanos();
        commits += count;
      }
    }

    double rate() {
      return Spread.of(rates).median();
    }

    double cpuMicros() {
      return cpuNanos / 1e3 / commits;
    }

    @Override
    public void close() {
      processes.forEach(Process::destroy);
      processes.forEach(process -> process.onExit().join());
    }
  }

  /** Writes until each moment that it reads, by the clock all processes share, and answers how much it wrote. */
  public static void main(String[] args) throws Exception {
    var clients = Integer.parseInt(args[2]);
    if (args[0].startsWith("transactions")) {
      var settings = new Properties();
      try (var reader = Files.newBufferedReader(Path.of(args[1]))) {
        settings.load(reader);
      }
      settings.put("scalar.db.consensus_commit.one_phase_commit.enabled", "" + !args[0].equals(TWO_PHASES));
      try (var transactions = TransactionFactory.create(settings).getTransactionManager()) {
        Writers.serve(IntStream.range(0, clients).mapToObj(i -> transacting(transactions)).toList());
      }
    } else {
      try (var store = Persist.open(args[1])) {
        Writers.serve(IntStream.range(0, clients)
            .mapToObj(i -> Store.expecting(store, Contestant.newStream()))
            .map(client -> args[0].equals(PACED) ? paced(client, new SplittableRandom(), clients) : client)
            .toList());
      }
    }
  }

  /**
   * Appends at random moments, as often as makes {@link #PACE} with the other {@code clients}: those at equal distances would fall
   * into step.
   */
  private static Contestant.Client paced(Contestant.Client client, SplittableRandom random, int clients) {
    var mean = TimeUnit.SECONDS.toNanos(clients) / PACE;
    return new Contestant.Client() {
      private long due = System.nanoTime();

      @Override
      public void append() throws Exception {
        var now = System.nanoTime();
        due = Math.max(due, now - mean) + random.nextLong(2 * mean);
        LockSupport.parkNanos(due - now);
        client.append();
      }
    };
  }

  /** Appends to a stream of its own: reads and raises its head, and adds the event, in a transaction for each. */
  private static Contestant.Client transacting(DistributedTransactionManager transactions) {
    var stream = Contestant.newStream();
    var namespace = "many_" + Math.floorMod(stream.hashCode(), ThreeServers.PARTITIONS);
    return new Contestant.Client() {
      private long seq;

      @Override
      public void append() throws Exception {
        var transaction = transactions.begin();
        var head = Key.ofBlob("c", ("H" + stream).getBytes(UTF_8));
        transaction.get(Get.newBuilder()
            .namespace(namespace)
            .table("cell")
            .partitionKey(ALL)
            .clusteringKey(head)
            .build());
        transaction.upsert(Upsert.newBuilder()
            .namespace(namespace)
            .table("cell")
            .partitionKey(ALL)
            .clusteringKey(head)
            .blobValue("v", ("" + ++seq).getBytes(UTF_8))
            .build());
        transaction.insert(Insert.newBuilder()
            .namespace(namespace)
            .table("cell")
            .partitionKey(ALL)
            .clusteringKey(Key.ofBlob("c", ("E" + stream + "/" + seq).getBytes(UTF_8)))
            .blobValue("v", Sale.ONE.data().toBytes())
            .build());
        transaction.commit();
      }
    };
  }
}
