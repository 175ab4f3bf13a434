package dev.persist.conformance;

import dev.persist.conformance.Linearizability.Operation;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What clients asked of one store, what they were answered, and when, by one clock. For one thread. */
public final class History {
  private static final int SHOWN = 20;

  private final Map<Operation<Model>, Entry> entries = new LinkedHashMap<>();

  private record Entry(Call call, long called, long returned, Optional<String> answer) {
    Operation<Model> operation() {
      return answer.isPresent()
          ? Operation.known(called, returned, before -> call.effect(before, answer))
          : Operation.unknown(called, returned, before -> call.effect(before, answer));
    }

    @Override
    public String toString() {
      return called + " to " + returned + ": " + call + " -> " + answer.orElse("unknown");
    }
  }

  /** Adds a call that was answered. */
  public void answered(Call call, long called, long returned, String answer) {
    add(new Entry(call, called, returned, Optional.of(answer)));
  }

  /** Adds a call that was not answered: if it took effect, it did so by {@code latest}. */
  public void unanswered(Call call, long called, long latest) {
    add(new Entry(call, called, latest, Optional.empty()));
  }

  private void add(Entry entry) {
    entries.put(entry.operation(), entry);
  }

  /** Returns how many calls there are. */
  public int size() {
    return entries.size();
  }

  /** Returns, for each register that gave an answer no order of the calls explains, the calls up to that answer. */
  public List<String> problems() {
    var registers = entries.keySet()
        .stream()
        .collect(Collectors.groupingBy(operation -> entries.get(operation).call.register()));
    return registers.values()
        .stream()
        .flatMap(history -> Linearizability.unexplained(new Model(), history).stream())
        .map(entries::get)
        .map(this::upTo)
        .toList();
  }

  private String upTo(Entry problem) {
    var before = entries.values()
        .stream()
        .filter(entry -> entry.call.register().equals(problem.call.register()) && entry.called <= problem.returned)
        .sorted(Comparator.comparingLong(Entry::called))
        .map(Entry::toString)
        .toList();
    return "no order explains " + problem + ", after\n"
        + String.join("\n", before.subList(Math.max(0, before.size() - SHOWN), before.size()));
  }
}
