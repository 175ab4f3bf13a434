package dev.persist.workshop.check;

import dev.persist.StoreException;
import dev.persist.conformance.Linearizability;
import dev.persist.conformance.Linearizability.Operation;
import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import dev.persist.workshop.Office;
import dev.persist.workshop.check.History.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Records what callers ask of offices and what they are told, and judges it. Safe for use by any thread. */
final class Tape {
  private final List<String> lanes;
  private final boolean mayRefuse;
  private final List<Step> steps = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();

  /** A call; its answer is empty when it was lost. The times are places among the steps. */
  private record Asked(int lane, Call call, int called, int returned, Optional<Object> answer) {
    Operation<Model> operation(boolean mayRefuse) {
      return answer.isPresent()
          ? Operation.known(called, returned, before -> before.after(call, answer.get(), mayRefuse))
          : Operation.unknown(called, Integer.MAX_VALUE, before -> Optional.of(before.outcome(call).after()));
    }
  }

  /** Creates one for an office that may tell buyers to try again, or may not. */
  Tape(boolean mayRefuse, List<String> lanes) {
    this.mayRefuse = mayRefuse;
    this.lanes = List.copyOf(lanes);
  }

  /** Creates one for callers who are never told to try again. */
  Tape(String... lanes) {
    this(false, List.of(lanes));
  }

  /** Records something that is no call, and returns its place. */
  synchronized int note(int lane, String text) {
    steps.add(new Step(lane, text, false));
    return steps.size() - 1;
  }

  /** Records that {@code call} was answered so before. */
  synchronized void assume(int lane, Call call, Object answer) {
    var at = note(lane, call + " -> " + text(answer));
    asked.add(new Asked(lane, call, at, at, Optional.of(answer)));
  }

  /**
   * Asks {@code office}. An exception counts as an answer, and a wrong one.
   *
   * @return whether there was an answer; the connection to the store may be cut
   */
  boolean ask(int lane, Office office, Call call) {
    var called = note(lane, call.toString());
    Optional<Object> answer;
    String text;
    try {
      answer = Optional.of(call.on(office));
      text = "-> " + text(answer.get());
    } catch (StoreException.UnknownOutcome lost) {
      answer = Optional.empty();
      text = "-> the answer is lost";
    } catch (RuntimeException e) {
      answer = Optional.of(e);
      text = "-> " + thrown(e);
    }
    synchronized (this) {
      asked.add(new Asked(lane, call, called, note(lane, text), answer));
    }
    return answer.isPresent();
  }

  /** Returns what was thrown, and the line of the office that threw it or called what did. */
  static String thrown(Throwable e) {
    return Arrays.stream(e.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("dev.persist.workshop.")
            && !frame.getClassName().startsWith("dev.persist.workshop.check."))
        .findFirst()
        .map(frame -> "throws " + e + " in line " + frame.getLineNumber() + " of " + frame.getFileName())
        .orElse("throws " + e);
  }

  private static String text(Object answer) {
    return switch (answer) {
      case Throwable e -> "an exception";
      case Boolean yes -> yes ? "yes" : "no";
      case List<?> lines ->
        lines.isEmpty() ? "nothing" : String.join(", ", lines.stream().map(Object::toString).toList());
      default -> answer.toString();
    };
  }

  /** Returns what is wrong with the first answer that no order of the calls explains. */
  synchronized Optional<Flaw> flaw() {
    var operations = new IdentityHashMap<Operation<Model>, Asked>();
    var history = new ArrayList<Operation<Model>>();
    for (var each : asked) {
      var operation = each.operation(mayRefuse);
      operations.put(operation, each);
      history.add(operation);
    }
    return Linearizability.unexplained(Model.EMPTY, history)
        .map(operations::get)
        .map(wrong -> new Flaw(upTo(wrong.returned), why(wrong)));
  }

  /** Returns the flaw that the last step shows. */
  synchronized Flaw flawed(String why) {
    return new Flaw(upTo(steps.size() - 1), why);
  }

  /** Returns the history through step {@code last}, which is wrong, without the lanes in which nothing happened. */
  private History upTo(int last) {
    var shown = new ArrayList<>(steps.subList(0, last + 1));
    var bad = shown.removeLast();
    shown.add(new Step(bad.lane(), bad.text(), true));
    var seen = IntStream.range(0, lanes.size())
        .filter(lane -> shown.stream().anyMatch(step -> step.lane() == lane))
        .boxed()
        .toList();
    return new History(seen.stream().map(lanes::get).toList(),
        shown.stream().map(step -> new Step(seen.indexOf(step.lane()), step.text(), step.bad())).toList());
  }

  private String why(Asked wrong) {
    var answer = wrong.answer.map(Tape::text).orElse("nothing");
    if (answer.equals(Answer.TRY_AGAIN.toString())) {
      return "Nobody is told to try again: the office has to decide again itself.";
    }
    var before = Model.EMPTY;
    for (var each : asked) {
      if (each.returned == wrong.returned) {
        return "The right answer is " + text(before.outcome(wrong.call).answer()) + ", not " + answer + ".";
      }
      var next = each.answer.isPresent()
          ? before.after(each.call, each.answer.get(), mayRefuse)
          : Optional.<Model>empty();
      if (next.isEmpty() || each.returned > wrong.called) {
        break;
      }
      before = next.get();
    }
    return "In no order of these calls, one after the other, is the answer " + answer + " right.";
  }
}
