package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Flips.Flip;
import dev.persist.app.lab.Flips.Verdict;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Loading;
import dev.persist.verify.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One bit of what is stored turns over. */
final class FlippedByte implements Experiment {
  private static final String TALK = "talk";
  private static final String DURABLE = "persist-durable/src/main/java/dev/persist/";

  private final UnaryOperator<Backend> fault;

  FlippedByte() {
    this(UnaryOperator.identity());
  }

  /** Puts {@code fault} before the damaged store. */
  FlippedByte(UnaryOperator<Backend> fault) {
    this.fault = fault;
  }

  @Override
  public About about() {
    return new About("flipped-byte", "A bit that turns over on the disk",
        "A disk gives back another bit than was written, now and then, and says nothing. Here one bit is turned over in the stored"
            + " bookings, once in each of many places, each time in a fresh copy of the file. Then the copy is opened, and asked"
            + " who has which seat; a store is verified as well.",
        About.DURABLE,
        List.of(new Parameter("seats", "Booked seats", 5, 500, 100), new Parameter("places", "Places", 1, 100, 40)));
  }

  @Override
  public Result run(Bench bench) throws Exception {
    var before = before(bench);
    return new Result(before, after(bench));
  }

  private static Side before(Bench bench) throws Exception {
    var file = Files.createDirectory(bench.directory().resolve("json")).resolve("dump.json");
    var map = new SavedMap(file);
    for (var actor : people(bench)) {
      map.book(actor);
    }
    bench.says("The map is saved in a file of JSON, and a bit of it turns over.");
    var flips = Flips.of(bench, file, map.dump(), (damaged, problems) -> SavedMap.opened(damaged));
    return side("the file of JSON", Files.size(file), flips,
        Code.part("example-bookings/src/main/java/dev/persist/example/bookings/before/Bookings.java",
            "public Bookings(Payments payments, Map<String, Dump> dump) {", "name, new Occurrence("));
  }

  private Side after(Bench bench) throws Exception {
    var bookings = new Bookings(bench.store());
    bookings.open(TALK, "A talk", 1_000, bench.now());
    people(bench).forEach(actor -> bookings.book(TALK, actor, bench.now()));
    var right = dumped(bench.store());
    bench.restart();
    var scheme = bench.url().substring(0, bench.url().indexOf(':') + 1);
    var store = Path.of(bench.url().substring(scheme.length()));
    var isDirectory = Files.isDirectory(store);
    var file = isDirectory ? log(store) : store;
    bench.says("The bookings are in a store, and a bit of " + file.getFileName() + " turns over.");
    var flips = Flips.of(bench, file, right, (damaged, problems) -> {
      var url = scheme + (isDirectory ? damaged.getParent() : damaged);
      try (var backend = Loading.requireWhole(BackendProvider.openUrl(url))) {
        var read = dumped(Persist.over(fault.apply(backend)));
        verify(backend, problems);
        return read;
      }
    });
    return side("the store", Files.size(file), flips, isDirectory
        ? Code.part(DURABLE + "rocksdb/WriteAheadLog.java", "private void checkRecord(", "default -> throw damaged(")
        : Code.part(DURABLE + "sql/Rows.java", "if (rows.getInt(column) != checksum(columns)) {", "}"));
  }

  private static void verify(Backend backend, List<String> problems) {
    try (var contents = Persist.over(backend).contents()) {
      Verify.each(contents, Optional.empty(), problems::add);
    } catch (StoreException e) {
      problems.add("" + e.getMessage());
    }
  }

  private static Path log(Path store) throws IOException {
    try (var files = Files.list(store)) {
      return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  private static List<String> people(Bench bench) {
    return IntStream.rangeClosed(1, bench.number("seats")).mapToObj(number -> "guest-" + number).toList();
  }

  private static Dump dumped(Persist store) {
    var roster = new Bookings(store).roster(TALK).value();
    var actors = new HashMap<Integer, String>();
    roster.seats().forEach((actor, seat) -> actors.put(seat, actor));
    return new Dump(roster.title(), roster.capacity(), actors);
  }

  private static Side side(String what, long bytes, List<Flip> flips, Code code) {
    var wrong = count(flips, Verdict.WRONG);
    var refused = count(flips, Verdict.REFUSED);
    var facts = new ArrayList<String>();
    facts.add("The file has " + bytes + " bytes.");
    for (var verdict : List.of(Verdict.WRONG, Verdict.REFUSED)) {
      flips.stream()
          .filter(flip -> flip.verdict() == verdict)
          .limit(2)
          .forEach(flip -> facts.add("A bit of byte " + flip.at()
              + (verdict == Verdict.WRONG ? " gives a wrong answer: " : " is found: ") + flip.told()));
    }
    return new Side(wrong == 0,
        "Of " + flips.size() + " bits in " + what + ", " + (wrong == 0 ? "none" : wrong) + " gave a wrong answer.",
        List.of(Count.of("bits", flips.size()), Count.of("found, and named", refused),
            Count.of("nothing stored there", count(flips, Verdict.RIGHT)), Count.harm("wrong answers", wrong)),
        facts, Interleaving.NONE, List.of(code));
  }

  private static long count(List<Flip> flips, Verdict verdict) {
    return flips.stream().filter(flip -> flip.verdict() == verdict).count();
  }
}
