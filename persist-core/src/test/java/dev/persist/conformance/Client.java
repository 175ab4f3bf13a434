package dev.persist.conformance;

import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.Persist;
import dev.persist.conformance.Call.Kind;
import dev.persist.conformance.Call.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A client that asks at random, about a few registers, and often tries to change what it last saw. For one thread. */
public final class Client {
  /**
   * How many registers there are: so few that clients meet, and enough that a search through the orders of one register's calls
   * ends soon.
   */
  public static final int REGISTERS = 3;

  private static final List<Kind> KINDS = List.of(Kind.values());

  private final String name;
  private final String registers;
  private final Random random;
  private final Map<String, Long> seqs = new HashMap<>();
  private final Map<String, Json> values = new HashMap<>();
  private int calls;

  /** Creates one whose {@code name}, which no other has, marks what it writes and decides what it asks. */
  public Client(String name, String registers) {
    this.name = name;
    this.registers = registers;
    this.random = new Random(name.hashCode());
  }

  /** Returns what it asks next. */
  public Call next() {
    var kind = KINDS.get(random.nextInt(KINDS.size()));
    var register = registers + random.nextInt(REGISTERS);
    var stream = random.nextBoolean() ? Side.LEFT : Side.RIGHT;
    var last = seqs.getOrDefault(Call.name(register, stream), 0L);
    var seq = kind == Kind.READ ? Math.max(1, last - 2) : last;
    return new Call(kind, register, stream, seq, values.getOrDefault(register, Json.EMPTY),
        Json.of(name + "." + calls++));
  }

  /** Asks {@code store} that, and returns its answer as text. */
  public String ask(Persist store, Call call) {
    var answer = call.ask(store);
    switch (answer) {
      case Long seq -> seqs.put(Call.name(call.register(), call.stream()), seq);
      case Committed(var events) -> events.forEach(event -> seqs.put(event.stream(), event.seq()));
      case Conflict(var mismatches) -> saw(mismatches.getFirst());
      case Optional<?> value -> value.ifPresent(present -> values.put(call.register(), (Json) present));
      default -> {
      }
    }
    return Call.text(answer);
  }

  private void saw(Mismatch mismatch) {
    switch (mismatch) {
      case Mismatch.Stream(var stream, var expected, var actual) -> seqs.put(stream, actual);
      case Mismatch.Key(var key, var expected, var actual) -> actual.ifPresent(value -> values.put(key, value));
      case Mismatch.Missing(var stream, var seq, var last) -> seqs.put(stream, last);
    }
  }
}
