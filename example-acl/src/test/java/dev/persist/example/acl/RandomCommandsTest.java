package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.conformance.Race;
import dev.persist.conformance.Seeds;
import dev.persist.example.acl.RandomCommands.Command;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that was acknowledged is undone, and nothing else happened, whatever is commanded and whenever it is killed. */
class RandomCommandsTest extends EveryEngineTest {
  static List<Long> seeds() {
    return Seeds.upTo(1);
  }

  /** Kills take long. */
  static List<Long> ownSeed() {
    return Seeds.upTo(0);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void every_answer_is_that_of_a_plain_list_of_what_happened(long seed) {
    var caller = new Caller(seed, "pqr");
    var acl = new AccessControl(store);
    for (var i = 0; i < 150; i++) {
      caller.said(caller.next().on(acl));
    }
    caller.agrees(acl);
    restart();
    caller.agrees(new AccessControl(store));
  }

  @ParameterizedTest
  @MethodSource("ownSeed")
  void after_a_kill_all_that_was_acknowledged_holds_and_what_was_cut_off_happened_or_did_not(long seed)
      throws Exception {
    kill(seed, new Caller(seed, "pqr"));
  }

  @ParameterizedTest
  @MethodSource("ownSeed")
  void so_it_does_for_each_of_several_callers_at_a_time(long seed) throws Exception {
    kill(seed, new Caller(seed, "p"), new Caller(seed, "q"), new Caller(seed, "r"));
  }

  private void kill(long seed, Caller... callers) throws Exception {
    var random = new Random(seed);
    for (var kills = 0; kills < 2; kills++) {
      var args = Stream.concat(Stream.of("" + seed), Stream.of(callers).flatMap(Caller::args)).toArray(String[]::new);
      for (var line : kill(Commanding.class, 1 + random.nextInt(60), args)) {
        callers[line.charAt(0) - '0'].said(line.substring(1));
      }
      Stream.of(callers).forEach(caller -> caller.goOn(new AccessControl(store)));
    }
  }

  /** Has callers give their commands at a time, each with a line for what it came to. */
  public static final class Commanding implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) throws Exception {
      var acl = new AccessControl(store);
      Race.of(args.size() / 2, racer -> {
        var commands = Caller.commands(Long.parseLong(args.getFirst()), args.get(2 * racer + 1));
        for (var command : commands.subList(Integer.parseInt(args.get(2 * racer + 2)), commands.size())) {
          say.accept(racer + command.on(acl));
        }
        return racer;
      });
    }
  }

  /** One who gives commands about some principals, each a letter, and knows what they came to. */
  private static final class Caller {
    private final long seed;
    private final String letters;
    private final List<Command> commands;
    private int given;
    private Model model = Model.EMPTY;

    Caller(long seed, String letters) {
      this.seed = seed;
      this.letters = letters;
      this.commands = commands(seed, letters);
    }

    static List<Command> commands(long seed, String letters) {
      return RandomCommands.of(seed, principals(letters), 20_000);
    }

    private static List<String> principals(String letters) {
      return letters.codePoints().mapToObj(Character::toString).toList();
    }

    Stream<String> args() {
      return Stream.of(letters, "" + given);
    }

    Command next() {
      return commands.get(given);
    }

    void said(String outcome) {
      assertThat(outcome).as("seed %d, %s", seed, next()).isEqualTo(model.says(next()));
      model = model.after(next());
      given++;
    }

    void agrees(AccessControl acl) {
      assertThat(answers(Answers.of(acl))).as("seed %d", seed).isEqualTo(answers(model));
    }

    /** Goes on after the command that was cut off, as if it had happened, if it has. */
    void goOn(AccessControl acl) {
      var found = answers(Answers.of(acl));
      var possible = model.cutOff(next());
      assertThat(possible).as("seed %d, cut off at %s", seed, next()).extracting(this::answers).contains(found);
      model = possible.stream().filter(each -> answers(each).equals(found)).findFirst().orElseThrow();
      given++;
    }

    private Object answers(Answers answers) {
      return answers.all(principals(letters), next().at());
    }
  }
}
