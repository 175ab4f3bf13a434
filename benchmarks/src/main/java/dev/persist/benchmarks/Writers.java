package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Persist;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** How many commits a second several processes make in one database of PostgreSQL, each for clients of its own. */
final class Writers {
  private static final int CLIENTS = 16;
  private static final int WARM_UP = 12;

  /** The root of another checkout that is built, to measure its persist in the same run. */
  private static final String OTHER = System.getProperty("other", "");

  private Writers() {}

  /** Measures clients with a stream of their own, and those that share streams with a client of each other process. */
  static void run() throws Exception {
    try (var report = new Report("writers", "streams", "processes", "", "commits a second", "over one process",
        "first row over it"); var server = new Postgres()) {
      measure(report, server, "disjoint",
          OTHER.isEmpty() ? List.of("persist", "table") : List.of("persist", "other", "table"));
      measure(report, server, "shared", OTHER.isEmpty() ? List.of("persist") : List.of("persist", "other"));
    }
  }

  private static void measure(Report report, Postgres server, String streams, List<String> names) throws Exception {
    var groups = new ArrayList<Group>();
    try {
      for (var processes : List.of(1, 2, 4)) {
        for (var name : names) {
          groups.add(Group.start(server, streams, name, processes));
        }
      }
      for (var round = 0; round < WARM_UP; round++) {
        for (var group : groups) {
          group.rate();
        }
      }
      for (var round = 0; round < Driver.ROUNDS; round++) {
        for (var group : groups) {
          group.rates[round] = group.rate();
        }
      }
    } finally {
      for (var group : groups) {
        group.close();
      }
    }
    for (var i = 0; i < groups.size(); i++) {
      var group = groups.get(i);
      var one = groups.get(i % names.size());
      var first = groups.get(i - i % names.size());
      report.row(streams, "" + group.processes.size(), group.name, Spread.of(group.rates).toString(),
          over(group, one, "writers " + streams + " " + group.name + " " + group.processes.size() + " over 1"),
          over(first, group, "writers " + streams + " " + first.processes.size() + " persist over " + group.name));
    }
  }

  private static String over(Group group, Group other, String name) {
    if (group == other) {
      return "";
    }
    var ratio = Spread.of(group.rates).median() / Spread.of(other.rates).median();
    Main.ratio(name, ratio);
    return Main.rounded(ratio);
  }

  /** Processes that write to one database, and what they did. */
  private static final class Group implements AutoCloseable {
    private final String name;
    private final String events;
    private final Postgres.Database database;
    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();
    private final double[] rates = new double[Driver.ROUNDS];
    private long acknowledged;

    private Group(String name, Postgres.Database database) {
      this.name = name;
      this.database = database;
      this.events = name.equals("table") ? "event" : "persist_event";
    }

    static Group start(Postgres server, String streams, String name, int processes) throws IOException, SQLException {
      var group = new Group(name, server.database());
      if (name.equals("table")) {
        Table.create(group.database.pool(true, "public")).close();
      }
      for (var i = 0; i < processes; i++) {
        var process = DemoApp.javaOn(classes(name), Writers.class.getName(), name, streams, group.database.url());
        group.processes.add(process);
        group.answers.add(process.inputReader(UTF_8));
        group.answer(i); // it has opened the store
      }
      return group;
    }

    private static String classes(String name) {
      var classes = System.getProperty("java.class.path");
      if (!name.equals("other")) {
        return classes;
      }
      // It is benchmarks/target/classes.
      var own = Path.of(Writers.class.getProtectionDomain().getCodeSource().getLocation().getPath());
      return classes.replace(own.getParent().getParent().getParent() + "/", Path.of(OTHER) + "/");
    }

    private long answer(int process) throws IOException {
      var line = answers.get(process).readLine();
      if (line == null) {
        throw new IllegalStateException("a process of " + name + " ended; it says why when it is started alone");
      }
      return Long.parseLong(line);
    }

    private double rate() throws IOException, SQLException {
      var start = System.nanoTime();
      for (var process : processes) {
        process.getOutputStream().write((start + Driver.ROUND_NANOS + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
      }
      var count = 0L;
      for (var i = 0; i < processes.size(); i++) {
        count += answer(i);
      }
      var nanos = System.nanoTime() - start;
      acknowledged += count;
      var stored = database.number("select count(*) from " + events);
      if (stored != acknowledged) {
        throw new IllegalStateException(name + " acknowledged " + acknowledged + ", holds " + stored);
      }
      return 1e9 * count / nanos;
    }

    @Override
    public void close() throws SQLException {
      processes.forEach(process -> process.destroy());
      processes.forEach(process -> process.onExit().join());
      database.close();
    }
  }

  /** Writes until each moment that it reads, by the clock all processes share, and answers how much it wrote. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("table")) {
      try (var pool = Postgres.pool(args[2], true, "public")) {
        serve(IntStream.range(0, CLIENTS).mapToObj(i -> Table.client(pool, 1)).toList());
      }
    } else {
      try (var store = Persist.open(args[2])) {
        serve(IntStream.range(0, CLIENTS)
            .mapToObj(i -> args[1].equals("shared")
                ? Store.plain(store, "sales/" + i)
                : Store.expecting(store, Contestant.newStream()))
            .toList());
      }
    }
  }

  /** Serves as {@link #main} does. */
  static void serve(List<Contestant.Client> clients) throws Exception {
    System.out.println(0);
    var moments = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (var line = moments.readLine(); line != null; line = moments.readLine()) {
      var end = Long.parseLong(line);
      var count = 0L;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var each : threads.invokeAll(clients.stream().map(client -> writing(client, end)).toList())) {
          count += each.get();
        }
      }
      System.out.println(count);
    }
  }

  private static Callable<Long> writing(Contestant.Client client, long end) {
    return () -> {
      var count = 0L;
      while (System.nanoTime() < end) {
        client.append();
        count++;
      }
      return count;
    };
  }
}
