package dev.persist.app.tour;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Scratch;
import dev.persist.app.demo.Table;
import dev.persist.app.tour.Example.Old;
import dev.persist.app.tour.Seen.Made;
import dev.persist.app.tour.Seen.Outcome;
import dev.persist.app.web.Refusal;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One visitor's migration of one example, on a store of its own. Each step makes the calls that the example's MigrationTest makes.
 * Not thread-safe.
 */
final class Tour<S, C, D> implements AutoCloseable {
  private static final String SOURCE = "app/src/main/java/dev/persist/app/tour/";
  private static final String DIFFERENCE = "difference";
  private static final int MOST_CALLS = 100;

  private final Example<S, C, D> example;
  private final InstantSource clock;
  private final Path within;
  private final String name;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Made> made = new ArrayList<>();
  private final List<String> outside = new ArrayList<>();

  /** What the callers hold. */
  private S seam;
  private Old<S, D> old;
  private D dump;
  private String engine = "memory";
  private Optional<Scratch> scratch = Optional.empty();
  private Optional<DualRun<S, C>> both = Optional.empty();

  Tour(Example<S, C, D> example, InstantSource clock, Path within) {
    this.example = example;
    this.clock = clock;
    this.within = within;
    this.name = example.about().name();
    this.dump = example.nothing();
    this.old = example.old(dump);
    this.seam = old.seam();
    begin();
  }

  private void begin() {
    example.made().forEach(call -> example.on(call, seam));
    done(Step.BEFORE, List.of(example.made().size() + " calls made what it holds. A restart would lose it."),
        List.of(), example.table(old.dump().get()),
        Code.line(example.about().root() + "before/" + example.about().subsystem() + ".java", "public final class"),
        Code.line(example.about().root() + "migrate/Seam.java", "public interface Seam"));
  }

  /**
   * Takes a step.
   *
   * @param engine {@code memory} or {@code rocksdb}: where the import writes to
   * @throws Refusal when another step is next, or when there is something in the way
   */
  void take(Step step, String engine) {
    var next = next().orElseThrow(() -> Refusal.of(409, "All steps are done. Start over to take them again."));
    if (step != next) {
      throw Refusal.of(409, "\"" + step.title() + "\" " + (step.compareTo(next) < 0
          ? "is done already; this page shows what came of it."
          : "comes later; \"" + next.title() + "\" is next."));
    }
    switch (step) {
      case BEFORE -> throw new IllegalStateException("a tour begins after this step");
      case IMPORT -> bringIn(engine);
      case PARITY -> compare();
      case FAULT -> runWithTheFault();
      case MENDED -> mend();
      case CUT_OVER -> cutOver();
      case ROLL_BACK -> rollBack();
    }
  }

  private void bringIn(String engine) {
    this.engine = engine;
    var imported = genesis();
    var again = new Genesis(store(), name).run(example.openings(dump, clock.instant()));
    done(Step.IMPORT,
        List.of("Opened " + count(imported.opened(), "stream") + ", complete: " + imported.complete() + ".",
            "Run again, it opened " + again.opened() + " and found " + again.before() + " that were there before."),
        List.of(), Table.streams(store()), code("private Genesis.Imported genesis("),
        example("Openings", "public static Stream<Opening> of("));
  }

  /** Writes what the old version holds into an empty store. */
  private Genesis.Imported genesis() {
    close();
    scratch = Optional.of(Scratch.on(engine, within));
    dump = old.dump().get();
    return new Genesis(store(), name).run(example.openings(dump, clock.instant()));
  }

  private void compare() {
    var parity = parity(store());
    var same = back().equals(dump);
    var less = parityOfLess();
    done(Step.PARITY,
        List.of(parity.calls() + " queries, " + count(parity.differences().size(), DIFFERENCE) + ".",
            "The dump of the new version is " + (same ? "equal to" : "another than") + " that of the old one.",
            "An import without its first stream is found: " + count(less.differences().size(), DIFFERENCE) + "."),
        parity.differences(), Table.NONE, code("private Parity parity(Persist"),
        own("public Stream<SeamCall> queries("));
  }

  private Parity parity(Persist imported) {
    return Parity.of(example.queries(dump), example::on, old.seam(), example.now(imported, clock));
  }

  /** Returns the parity of an import without its first stream, to show that it would be found. */
  private Parity parityOfLess() {
    try (var less = Persist.open("memory:")) {
      new Genesis(less, name).run(example.openings(dump, clock.instant()).skip(1));
      return parity(less);
    }
  }

  private void runWithTheFault() {
    runBoth(example.faulty(example.now(store(), clock)));
    example.round(1).forEach(this::make);
    var refused = both().cutOver() instanceof CutOver.Differing;
    done(Step.FAULT,
        List.of(example.round(1).size() + " calls, " + count(differences().size(), DIFFERENCE) + ".",
            refused ? "A cut-over is refused." : "A cut-over was not refused."),
        differences(), Table.NONE, code("private void runBoth("), own("record Faulty("));
  }

  /** Has both versions make each call from now on. The calls are recorded. */
  private void runBoth(S candidate) {
    var calls = "calls/" + name;
    both = Optional.of(new DualRun<S, C>(store(), name, clock, old.seam(), candidate)
        .recording(call -> store().log().append(calls, List.of(example.calls().write(call, clock.instant())))));
    seam = example.both(both(), outside::add);
  }

  private void mend() {
    var again = again();
    var imported = genesis(); // into an empty store
    var parity = parity(store());
    runBoth(example.now(store(), clock));
    example.round(2).forEach(this::make);
    done(Step.MENDED,
        List.of(again.calls() + " recorded calls made again, " + count(again.differences().size(), DIFFERENCE) + ".",
            "A new store, " + count(imported.opened(), "stream") + " opened, "
                + count(parity.differences().size(), DIFFERENCE) + " in " + parity.calls() + " queries.",
            example.round(2).size() + " new calls, " + count(differences().size(), DIFFERENCE) + "."),
        differences(), Table.NONE, code("private Parity again("));
  }

  /** Makes all recorded calls once more, on two fresh versions. */
  private Parity again() {
    try (var fresh = Persist.open("memory:")) {
      new Genesis(fresh, name).run(example.openings(dump, clock.instant()));
      return Parity.of(recorded(), example::on, example.old(dump).seam(), example.now(fresh, clock));
    }
  }

  private void cutOver() {
    switch (both().cutOver()) {
      case CutOver.Done done -> {
        var before = Table.streams(store());
        example.round(3).forEach(this::make);
        done(Step.CUT_OVER,
            List.of(example.round(3).size() + " calls were answered by the new version, and then made on the old one, "
                + count(differences().size(), DIFFERENCE) + ".", "What the calls wrote to the store:"),
            differences(), Table.grown(before, Table.streams(store())), code("private void cutOver("),
            Code.line(example.about().root() + "migrate/BothSeam.java", "public record BothSeam"));
      }
      case CutOver.Differing(var differences) -> throw Refusal.of(409,
          "The cut-over is refused, since the versions differ: " + differences + ". Start over.");
    }
  }

  private void rollBack() {
    var before = old.dump().get();
    restart();
    both().rollBack();
    var same = old.dump().get().equals(before);
    example.round(4).forEach(this::make);
    done(Step.ROLL_BACK,
        List.of("After the restart, the old version holds " + (same ? "all" : "not all") + " that it held before it.",
            example.round(4).size() + " calls were answered by the old version, "
                + count(differences().size(), DIFFERENCE)
                + "."),
        differences(), example.table(before), code("private void restart("), example("Dumps", "public static "));
  }

  /** Begins as a process does: the old version is empty, so it is filled from the new one. */
  private void restart() {
    scratch.orElseThrow().restart();
    old = example.old(back());
    runBoth(example.now(store(), clock));
  }

  /** Returns the dump of the new version. */
  private D back() {
    return example.back(store(), clock.instant(), recorded());
  }

  private Stream<C> recorded() {
    return store().log().read("calls/" + name).map(example.calls()::read);
  }

  /**
   * Makes the call that the visitor asks for.
   *
   * @throws Refusal when the call has to wait
   */
  Made call(String what, String thing, String person) {
    if (!mayCall()) {
      throw Refusal.of(409, "Nothing may change the old version during an import. Take the next step first.");
    }
    if (made.size() >= MOST_CALLS) {
      throw Refusal.of(409, "A tour has at most " + MOST_CALLS + " calls. Start over to make more.");
    }
    return make(example.call(what, thing, person));
  }

  private boolean mayCall() {
    return scratch.isPresent() == both.isPresent();
  }

  private Made make(C call) {
    var now = new Made(call.toString(), answer(call));
    made.add(now);
    return now;
  }

  private String answer(C call) {
    try {
      return String.valueOf(example.on(call, seam));
    } catch (IllegalArgumentException | IllegalStateException | NoSuchElementException e) {
      return "with an exception: " + e.getMessage();
    }
  }

  /** Returns the tour as it is now. */
  Seen seen() {
    var serves = both.isEmpty() || both().oldServes() ? "old" : "new";
    var now = scratch.isEmpty() ? Optional.<Table>empty() : Optional.of(example.table(back()));
    return new Seen(example.about(), outcomes, next(), serves, example.table(old.dump().get()), now, made.reversed(),
        outside.reversed(), both.isEmpty() ? List.of() : differences(), journal(), mayCall());
  }

  private List<Event> journal() {
    return scratch.isEmpty() ? List.of() : store().log().read("migration/" + name).toList();
  }

  private List<Difference> differences() {
    return both().differences();
  }

  private Optional<Step> next() {
    return Stream.of(Step.values()).skip(outcomes.size()).findFirst();
  }

  private void done(Step step, List<String> facts, List<Difference> differences, Table table, Code... code) {
    outcomes.add(new Outcome(step, facts, differences, table, List.of(code)));
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static Code code(String text) {
    return Code.block(SOURCE + "Tour.java", text);
  }

  /** Returns code of the tour's part of the example. */
  private Code own(String text) {
    return Code.block(SOURCE + example.getClass().getSimpleName() + ".java", text);
  }

  private Code example(String file, String text) {
    return Code.line(example.about().root() + "migrate/" + file + ".java", text);
  }

  private Persist store() {
    return scratch.orElseThrow().store();
  }

  private DualRun<S, C> both() {
    return both.orElseThrow();
  }

  /** Closes the store and removes it. */
  @Override
  public void close() {
    scratch.ifPresent(Scratch::close);
    scratch = Optional.empty();
  }
}
