package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that was acknowledged is undone, and nothing else happened, whatever is commanded and whenever it is killed. */
class RandomCommandsTest extends EveryEngineTest {
  private static final int COMMANDS = 20_000;

  static List<Long> seeds() {
    return RandomCommands.seeds();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void every_answer_is_that_of_a_plain_list_of_what_happened(long seed) {
    var model = Model.EMPTY;
    var acl = new AccessControl(store);
    var commands = RandomCommands.of(seed, 150);
    for (var command : commands) {
      assertThat(command.on(acl)).as("seed %d, %s", seed, command).isEqualTo(model.says(command));
      model = model.after(command);
    }
    var now = commands.getLast().at();
    assertThat(Answers.of(acl).all(now)).as("seed %d", seed).isEqualTo(model.all(now));
    restart();
    assertThat(Answers.of(new AccessControl(store)).all(now)).as("seed %d", seed).isEqualTo(model.all(now));
  }

  /** Gives the commands of a seed, from one on. */
  public static final class Commanding implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) {
      var acl = new AccessControl(store);
      RandomCommands.of(Long.parseLong(args.getFirst()), COMMANDS)
          .stream()
          .skip(Long.parseLong(args.getLast()))
          .forEach(command -> say.accept(command.on(acl)));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void after_a_kill_all_that_was_acknowledged_holds_and_what_was_cut_off_happened_or_did_not(long seed)
      throws Exception {
    var model = Model.EMPTY;
    var random = new Random(seed);
    var commands = new ArrayList<>(RandomCommands.of(seed, COMMANDS));
    for (var kills = 0; kills < 3; kills++) {
      var given = COMMANDS - commands.size();
      for (var said : kill(Commanding.class, 1 + random.nextInt(40), "" + seed, "" + given)) {
        var command = commands.removeFirst();
        assertThat(said).as("seed %d, %s", seed, command).isEqualTo(model.says(command));
        model = model.after(command);
      }
      var cutOff = commands.removeFirst();
      var found = Answers.of(new AccessControl(store)).all(cutOff.at());
      var possible = model.cutOff(cutOff);
      assertThat(possible).as("seed %d, cut off at %s", seed, cutOff)
          .extracting(each -> each.all(cutOff.at()))
          .contains(found);
      model = possible.stream().filter(each -> each.all(cutOff.at()).equals(found)).findFirst().orElseThrow();
    }
  }
}
