package dev.persist.app.lab;

import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import dev.persist.app.demo.Interleaving.Lane;
import dev.persist.app.demo.Interleaving.Mark;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.spi.Backend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.UnaryOperator;

/** Many book the last seats at once. */
final class SeatRace implements Experiment {
  private static final String TALK = "talk";
  private static final String SOURCE = "example-bookings/src/main/java/dev/persist/example/bookings/";

  private final UnaryOperator<Backend> fault;

  SeatRace() {
    this(UnaryOperator.identity());
  }

  /** Puts {@code fault} before the store of each racer. */
  SeatRace(UnaryOperator<Backend> fault) {
    this.fault = fault;
  }

  @Override
  public About about() {
    return new About("race", "A race for the last seats",
        "Many people book the last seats of a talk at the same moment. The lab holds each back until all have looked for a free seat,"
            + " as a payment that takes a while would. On persist each has a connection of their own, as if each were in another"
            + " process.",
        About.ENGINES,
        List.of(new Parameter("racers", "People who book", 2, 100, 20), new Parameter("seats", "Seats", 1, 50, 10)));
  }

  @Override
  public Result run(Bench bench) throws Exception {
    var seats = bench.number("seats");
    bench.says("All book on the map.");
    var before = before(bench, seats);
    bench.says("All book on persist.");
    return new Result(before, after(bench, seats));
  }

  private static Side before(Bench bench, int seats) throws Exception {
    record Raced(int seat, Lane lane) {}
    var racers = bench.number("racers");
    var paying = new CyclicBarrier(racers);
    var bookings = new dev.persist.example.bookings.before.Bookings((talk, actor) -> Racers.meet(paying));
    bookings.open(TALK, "A talk", seats);
    var raced = Racers.race(racers, number -> {
      var looks = bench.micros();
      var seat = bookings.book(TALK, name(number));
      return new Raced(seat, new Lane(name(number), List.of(new Mark(looks, "sees a free seat, and pays", "plain"),
          new Mark(bench.micros(), "is told: seat " + seat + (seat > seats ? ", which is not there" : ""),
              seat > seats ? "bad" : "good"))));
    });
    var bySeat = raced.stream().sorted(Comparator.comparingInt(Raced::seat)).toList();
    return side(seats, raced.stream().map(Raced::seat).toList(), List.of(),
        List.of("Each of them was told a number, and has paid."),
        new Interleaving(List.of(bySeat.getFirst().lane, bySeat.getLast().lane)),
        Code.part(SOURCE + "before/Bookings.java", "if (found.actors.size() >=", "return found.take(actor);"));
  }

  private Side after(Bench bench, int seats) throws Exception {
    var racers = bench.number("racers");
    new Bookings(bench.store()).open(TALK, "A talk", seats, bench.now());
    var looked = new CyclicBarrier(racers);
    var raced = Racers.race(racers, number -> {
      var line = new Line(bench, fault.apply(bench.backend()));
      line.hold(looked);
      var outcome = new Bookings(Persist.over(line)).book(TALK, name(number), bench.now());
      return new Racer(name(number), line.attempts(), outcome, bench.micros());
    });
    var conflicts = raced.stream().mapToLong(racer -> racer.attempts.size() - 1L).sum();
    var loser = raced.stream()
        .filter(racer -> racer.attempts.size() > 1)
        .max(
            Comparator.comparing((Racer racer) -> racer.seat() == 0).thenComparingInt(racer -> -racer.attempts.size()));
    var facts = new ArrayList<String>();
    var interleaving = Interleaving.NONE;
    if (loser.isPresent() && loser.get().attempts.getFirst().result() instanceof CommitResult.Conflict) {
      var first = loser.get().attempts.getFirst();
      var winner = winner(bench, first.seq() + 1, raced);
      facts.add("The conflict: " + loser.get().name + " decided on event " + first.seq() + " of the talk. "
          + "But event " + (first.seq() + 1) + " was there by then: " + winner.name + " has seat " + winner.seat()
          + ". So nothing was written, and " + loser.get().name + " decided again.");
      interleaving = new Interleaving(List.of(winner.lane(), loser.get().lane()));
    }
    return side(seats, raced.stream().map(Racer::seat).toList(),
        List.of(Count.of("conflicts, decided again", conflicts)), facts, interleaving,
        Code.part(SOURCE + "Bookings.java", "var decided = rosters.on(", "return answer(decided);"));
  }

  private static Racer winner(Bench bench, long seq, List<Racer> raced) {
    var event = bench.store().log().readFrom(Bookings.stream(TALK), seq).findFirst().orElseThrow();
    var actor = ((Booked) Bookings.TYPES.read(event)).actor();
    return raced.stream().filter(racer -> racer.name.equals(actor)).findFirst().orElseThrow();
  }

  /** Counts the seats that people were told. */
  private static Side side(int seats, List<Integer> told, List<Count> more, List<String> facts,
      Interleaving interleaving,
      Code code) {
    var booked = told.stream().filter(seat -> seat > 0).count();
    var real = told.stream().filter(seat -> seat > 0 && seat <= seats).distinct().count();
    var counts = new ArrayList<>(List.of(Count.of("booked", booked), Count.harm("oversold", booked - real),
        Count.of("told that it is full", told.size() - booked)));
    counts.addAll(more);
    return new Side(booked == real,
        "There were " + seats + " seats, and " + booked + " people were told that they have one.", counts, facts,
        interleaving,
        List.of(code));
  }

  private static String name(int number) {
    return "guest-" + number;
  }

  private record Racer(String name, List<Line.Attempt> attempts, BookingOutcome outcome, long told) {
    int seat() {
      return outcome instanceof BookingOutcome.SeatBooked(var actor, var seat) ? seat : 0;
    }

    Lane lane() {
      var marks = new ArrayList<Mark>();
      var first = attempts.getFirst();
      marks.add(new Mark(first.decided(), "decides on event " + first.seq(), "plain"));
      if (attempts.size() > 1) {
        var last = attempts.getLast();
        marks.add(new Mark(first.answered(), "conflict: event " + (first.seq() + 1) + " is there", "bad"));
        marks.add(new Mark(last.decided(), "decides again, on event " + last.seq()
            + (attempts.size() > 2 ? ", after " + (attempts.size() - 1) + " conflicts" : ""), "plain"));
      }
      marks.add(new Mark(told, seat() > 0 ? "is told: seat " + seat() : "is told: full", "good"));
      return new Lane(name, marks);
    }
  }
}
