package dev.persist.workshop.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.workshop.Office;
import dev.persist.workshop.TicketOffice;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each stage can be passed, and each can be failed: by the class that is handed out, and by the solution before it. */
class StagesTest {
  static List<Integer> numbers() {
    return IntStream.rangeClosed(1, Stages.ALL.size()).boxed().toList();
  }

  private static Stage stage(int number) {
    return Stages.ALL.get(number - 1);
  }

  /** The office as a learner has it who has solved the stages up to {@code number}. */
  private static Offices solved(int number) throws ClassNotFoundException {
    return number == 0
        ? new Offices(TicketOffice.class)
        : new Offices(Class.forName("dev.persist.workshop.solved.stage%02d.TicketOffice".formatted(number))
            .asSubclass(Office.class));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void a_solution_passes_its_stage(int number) throws Exception {
    var grade = stage(number).grade(solved(number));
    assertThat(grade.flaw()).as(() -> String.join("\n", Check.lines(grade))).isEmpty();
    assertThat(grade.passed()).hasSameSizeAs(stage(number).trials());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void the_last_solution_still_passes_the_stages_before(int number) throws Exception {
    var grade = stage(number).grade(solved(Stages.ALL.size()));
    assertThat(grade.flaw()).as(() -> String.join("\n", Check.lines(grade))).isEmpty();
  }

  private static String failure(int stage, int solved) throws Exception {
    var grade = stage(stage).grade(solved(solved));
    var answer = grade.flaw().orElseThrow().history().steps().getLast();
    assertThat(answer.bad()).isTrue();
    return grade.failed().orElseThrow() + " " + answer.text();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      1 | the history tells of a buyer who has gone -> nothing
      2 | a seat that was sold has its holder after a restart -> nobody
      3 | of two buyers at two offices, one gets the seat -> SOLD
      4 | two buyers of two seats both get theirs -> nobody
      5 | a buyer who lost the reply to a sale is told SOLD -> nothing
      6 | who was let in is not let in again -> yes
      7 | both seats or none -> ann
      8 | another office knows the takings -> 0
      9 | a ticket of last year is still one -> nobody
      10 | the import brings each ticket, also when it is run twice throws""")
  void the_class_that_is_handed_out_fails_each_stage(int stage, String why) throws Exception {
    assertThat(failure(stage, 0)).startsWith(why);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      2 | a seat that was sold has its holder after a restart -> nobody
      3 | of two buyers at two offices, one gets the seat -> SOLD
      4 | two buyers of two seats both get theirs -> TRY_AGAIN
      5 | a buyer who lost the reply to a sale is told SOLD -> TAKEN
      6 | who was let in is not let in again -> yes
      7 | both seats or none -> ann
      8 | another office knows the takings -> 0
      9 | a ticket costs what its order says -> 6000
      10 | the import brings each ticket, also when it is run twice throws""")
  void the_solution_before_fails_a_stage_for_what_the_stage_is_about(int stage, String why) throws Exception {
    assertThat(failure(stage, stage - 1)).startsWith(why);
  }
}
