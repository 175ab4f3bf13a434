package dev.persist.example.bookings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.conformance.Race;
import dev.persist.conformance.Seeds;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.Busy;
import dev.persist.example.bookings.domain.Roster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random commands, by one caller as the model says, by several as the audit allows, and with kills in between. */
class RandomCommandsTest extends EveryEngineTest {
  private static final int CALLERS = 4;

  private static List<Long> seeds() {
    return Seeds.upTo(1);
  }

  /** Kills take long. */
  private static List<Long> ownSeed() {
    return Seeds.upTo(0);
  }

  private Roster roster() {
    return new Bookings(store).roster(Drawn.OCCURRENCE).value();
  }

  private List<Event> history() {
    return store.log().read(Bookings.stream(Drawn.OCCURRENCE)).toList();
  }

  private static BookingOutcome run(Bookings bookings, Drawn command) {
    var outcome = command.on(bookings);
    return outcome instanceof Busy ? run(bookings, command) : outcome;
  }

  /** What an outcome says its actor has from now on; the same as before, when it does not say. */
  private static String claim(BookingOutcome outcome) {
    return switch (outcome) {
      case BookingOutcome.SeatBooked(var actor, var seat) -> "seat " + seat;
      case BookingOutcome.AlreadyBooked(var actor, var seat) -> "seat " + seat;
      case BookingOutcome.SeatHeld(var held) -> "hold " + held.seat();
      case BookingOutcome.AlreadyHeld(var held) -> "hold " + held.seat();
      case BookingOutcome.Waiting waiting -> "place";
      case BookingOutcome.AlreadyWaiting waiting -> "place";
      case BookingOutcome.SeatCancelled cancelled -> "nothing";
      case BookingOutcome.HoldReleased released -> "nothing";
      case BookingOutcome.WaitingEnded ended -> "nothing";
      case BookingOutcome.NotBooked nothing -> "nothing";
      case BookingOutcome other -> "same";
    };
  }

  /** Runs commands of so many callers at once, from number {@code from} on; says each outcome. */
  public static final class Calling implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) throws Exception {
      var seed = Long.parseLong(args.get(0));
      var from = Integer.parseInt(args.get(2));
      var bookings = new Bookings(store);
      Race.of(Integer.parseInt(args.get(1)), caller -> {
        for (var n = from; n < from + 1_000; n++) {
          var outcome = RandomCommandsTest.run(bookings, Drawn.of(seed, caller, n));
          say.accept(caller + "\t" + n + "\t" + claim(outcome) + "\t" + outcome);
        }
        return caller;
      });
    }
  }

  /** What a line says. */
  private record Said(int caller, int n, String claim, String outcome) {
    static Said of(String line) {
      var parts = List.of(line.split("\t", -1));
      return new Said(Integer.parseInt(parts.get(0)), Integer.parseInt(parts.get(1)), parts.get(2), parts.get(3));
    }
  }

  private List<Said> kill(long seed, int callers, int from, int lines) throws Exception {
    return kill(Calling.class, lines, "" + seed, "" + callers, "" + from).stream().map(Said::of).toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void one_caller_gets_what_the_model_says(long seed) {
    var model = new Model();
    var bookings = new Bookings(store);
    for (var n = 0; n < 300; n++) {
      var command = Drawn.of(seed, 0, n);
      assertThat(command.on(bookings)).as("seed " + seed + ", command " + n + ": " + command)
          .isEqualTo(model.run(command));
    }
    assertThat(roster()).isEqualTo(model.roster());
    assertThat(roster().seats().keySet()).containsExactlyElementsOf(model.roster().seats().keySet());
    Audit.of(history());
  }

  @ParameterizedTest
  @MethodSource("ownSeed")
  void of_one_caller_who_is_killed_all_is_there_that_was_acknowledged(long seed) throws Exception {
    var model = new Model();
    var next = 0;
    for (var lines : List.of(30, 41)) {
      for (var said : kill(seed, 1, next, lines)) {
        assertThat(said.outcome).as("seed " + seed + ", command " + said.n)
            .isEqualTo(model.run(Drawn.of(seed, 0, said.n)).toString());
        next = said.n + 1;
      }
      var cutOff = Drawn.of(seed, 0, next++); // did nothing, settled what was due, or happened
      var settled = model.copy();
      settled.settle(cutOff.at());
      var happened = settled.copy();
      happened.run(cutOff);
      var stored = roster();
      assertThat(stored).as("seed " + seed + ", before command " + next)
          .isIn(model.roster(), settled.roster(), happened.roster());
      model = Stream.of(model, settled, happened)
          .filter(each -> each.roster().equals(stored))
          .findFirst()
          .orElseThrow();
    }
    Audit.of(history());
  }

  @ParameterizedTest
  @MethodSource("ownSeed")
  void of_several_callers_who_are_killed_each_has_what_was_acknowledged_and_nobody_was_overtaken(long seed)
      throws Exception {
    var claims = new HashMap<String, String>();
    var from = 0;
    for (var lines : List.of(80, 121)) {
      var said = kill(seed, CALLERS, from, lines);
      var first = from;
      from = IntStream.range(0, CALLERS).map(caller -> claims(seed, caller, first, said, claims)).max().getAsInt();
      Audit.of(history());
      var roster = roster();
      claims.forEach((actor, claim) -> assertThat(has(roster, actor, claim))
          .as("seed " + seed + ": " + actor + " was told " + claim + ", of " + roster)
          .isTrue());
    }
  }

  /** Adds what actors of {@code caller} were told; returns where it goes on. */
  private static int claims(long seed, int caller, int from, List<Said> all, Map<String, String> claims) {
    var said = all.stream().filter(each -> each.caller == caller).toList();
    assertThat(said.stream().map(Said::n))
        .containsExactlyElementsOf(IntStream.range(from, from + said.size()).boxed().toList());
    said.stream()
        .filter(each -> !each.claim.equals("same"))
        .filter(each -> Drawn.of(seed, caller, each.n).kind() != Drawn.Kind.OPEN)
        .forEach(each -> claims.put(Drawn.of(seed, caller, each.n).actor(), each.claim));
    var cutOff = from + said.size();
    claims.remove(Drawn.of(seed, caller, cutOff).actor()); // who knows
    return cutOff + 1;
  }

  /** A hold may be over by now, and who waits may have a seat. */
  private static boolean has(Roster roster, String actor, String claim) {
    var seat = roster.seats().get(actor);
    var held = roster.holds().get(actor);
    var waits = roster.waiting().contains(actor);
    return switch (claim) {
      case "nothing" -> seat == null && held == null && !waits;
      case "place" -> waits || seat != null;
      default -> claim.startsWith("seat")
          ? seat != null && claim.equals("seat " + seat)
          : seat == null && !waits && (held == null || claim.equals("hold " + held.seat()));
    };
  }
}
