package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Loading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;

/** The disk is full. */
final class FullDisk implements Experiment {
  private static final String TALK = "talk";
  private static final String SIZE = "8m";
  private static final int SEATS = 1_000_000;

  /** How many bookings are tried on a full disk, where an engine has reserved some room. */
  private static final int MOST = 300_000;

  private final UnaryOperator<Backend> fault;

  FullDisk() {
    this(UnaryOperator.identity());
  }

  /** Puts {@code fault} before the store that gets full. */
  FullDisk(UnaryOperator<Backend> fault) {
    this.fault = fault;
  }

  @Override
  public About about() {
    return new About("full-disk", "A disk that is full",
        "The bookings are on a disk of their own, of 8 MB, which another program fills while people book. They book until they get an"
            + " error. Then there is room again, the bookings are opened as after a restart, and each promised seat is looked"
            + " for.",
        About.DURABLE, List.of(new Parameter("seats", "Seats before the disk fills", 10, 1_000, 100)));
  }

  @Override
  public Optional<String> missing() {
    return Machine.mayNotMount();
  }

  @Override
  public Result run(Bench bench) throws Exception {
    var directory = Files.createDirectory(bench.directory().resolve("disk"));
    try (var disk = Mount.tmpfs(directory, SIZE)) {
      bench.says("The map is saved in a file after each booking.");
      var before = before(bench, disk.path());
      bench.says("The bookings are in a store.");
      return new Result(before, after(bench, disk.path()));
    }
  }

  /** Books a seat for {@code actor}, or throws. */
  private interface Booking {
    /** Books it. */
    void book(String actor) throws IOException;
  }

  /** The people to whom a seat was promised, and the error that the next one got. */
  private record Told(List<String> actors, Exception error) {}

  /** Books as many seats as the visitor chose, then fills the disk, and books until there is an error. */
  private static Told fill(Bench bench, Path ballast, Booking booking) throws IOException, InterruptedException {
    var told = new ArrayList<String>();
    while (told.size() < MOST) {
      if (told.size() == bench.number("seats")) {
        fill(ballast);
        bench.says("The disk is full, and people go on booking.");
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      var actor = "guest-" + (told.size() + 1);
      try {
        booking.book(actor);
        told.add(actor);
      } catch (IOException | StoreException e) {
        bench.says("There is an error, after " + told.size() + " seats.");
        return new Told(told, e);
      }
    }
    throw new IllegalStateException("the disk was full, and took " + MOST + " bookings");
  }

  private static void fill(Path ballast) throws IOException {
    try (var out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      if (Files.getFileStore(ballast).getUsableSpace() > 0) {
        throw full;
      }
    }
  }

  private static Side before(Bench bench, Path disk) throws Exception {
    var file = disk.resolve("dump.json");
    var map = new SavedMap(file);
    var ballast = disk.resolve("ballast");
    var told = fill(bench, ballast, map::book);
    Files.delete(ballast);
    var facts = new ArrayList<>(List.of("The booking that found the disk full: " + told.error.getMessage() + "."));
    var there = Set.<String>of();
    try {
      there = Set.copyOf(SavedMap.opened(file).actors().values());
    } catch (JacksonException e) {
      facts.add("The file cannot be read any more: " + e.getOriginalMessage());
    }
    Files.delete(file);
    return side(told, there, List.of(), facts, SavedMap.code());
  }

  private Side after(Bench bench, Path disk) throws Exception {
    var url = bench.url().replaceFirst(":.*", ":") + disk.resolve("store");
    var ballast = disk.resolve("ballast");
    var facts = new ArrayList<String>();
    Told told;
    boolean wentOn;
    try (var store = Persist.over(fault.apply(Loading.requireWhole(BackendProvider.openUrl(url))))) {
      var bookings = new Bookings(store);
      bookings.open(TALK, "A talk", SEATS, bench.now());
      told = fill(bench, ballast, actor -> book(bench, store, actor));
      facts.add("The booking that found the disk full: " + named(told.error, disk));
      facts.add("The open store can still be read: it has " + bookings.roster(TALK).value().seats().size() + " seats.");
      Files.delete(ballast);
      bench.says("There is room again.");
      wentOn = goesOn(() -> book(bench, store, "late-1"), "With room again, but not opened again", disk, facts);
    }
    bench.says("The store is opened again.");
    try (var store = Persist.open(url)) {
      var there = Set.copyOf(new Bookings(store).roster(TALK).value().seats().keySet());
      var again = goesOn(() -> book(bench, store, "late-2"), "Opened again", disk, facts);
      return side(told, there, List.of(Count.of("goes on without being opened again", wentOn ? 1 : 0),
          Count.harm("refuses when opened again", again ? 0 : 1)), facts,
          Code.block("persist-durable/src/main/java/dev/persist/group/GroupCommit.java", "private void fail("));
    }
  }

  private static void book(Bench bench, Persist store, String actor) {
    if (!(new Bookings(store).book(TALK, actor, bench.now()) instanceof SeatBooked)) {
      throw new IllegalStateException(actor + " got no seat");
    }
  }

  private static boolean goesOn(Runnable booking, String when, Path disk, List<String> facts) {
    try {
      booking.run();
      return true;
    } catch (StoreException e) {
      facts.add(when + ": " + named(e, disk));
      return false;
    }
  }

  /** Returns the name of {@code error} and what it says, without the path of the disk. */
  private static String named(Exception error, Path disk) {
    return error.getClass().getSimpleName() + ", " + ("" + error.getMessage()).replace(disk + "/", "") + ".";
  }

  private static Side side(Told told, Set<String> there, List<Count> more, List<String> facts, Code code) {
    var lost = told.actors.stream().filter(actor -> !there.contains(actor)).count();
    var counts = new ArrayList<>(List.of(Count.of("told", told.actors.size()), Count.of("there", there.size()),
        Count.harm("lost", lost)));
    counts.addAll(more);
    return new Side(counts.stream().allMatch(Count::good),
        Cut.verdict(told.actors.size(), lost), counts, facts, Interleaving.NONE, List.of(code));
  }
}
