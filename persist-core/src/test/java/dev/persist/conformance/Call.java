package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.NewEvent;
import dev.persist.Persist;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a client asks of a store: something about one register, which is two streams and a key. A call has a JSON form,
 * so that one process can tell it to another.
 *
 * @param stream the stream that is asked about, if it is a stream; {@code BOTH} is about it, the other one and the key
 * @param seq what {@code EXPECT} and {@code BOTH} expect, and where {@code READ} starts
 * @param was what {@code SWAP} expects
 * @param value what is written; no two calls write the same
 */
public record Call(Kind kind, String register, Side stream, long seq, Json was, Json value) {
  /** What is asked. */
  public enum Kind {
    LAST, READ, APPEND, EXPECT, BOTH, GET, PUT, NEW, SWAP, DELETE
  }

  /** One of the two streams of a register. */
  public enum Side {
    LEFT, RIGHT
  }

  /** How many events a read asks for: fewer than a page, so that they come from one look at the store. */
  public static final int READ = 5;

  /** Returns the name of the stream {@code side} of {@code register}. */
  static String name(String register, Side side) {
    return register + "." + side;
  }

  private Commit commit() {
    var commit = Commit.builder();
    var event = NewEvent.of("x", Instant.EPOCH, value);
    switch (kind) {
      case APPEND -> commit.append(name(register, stream), event);
      case EXPECT -> commit.streamAt(name(register, stream), seq).append(name(register, stream), event);
      case BOTH -> commit.streamAt(name(register, stream), seq)
          .append(name(register, Side.LEFT), event)
          .append(name(register, Side.RIGHT), event)
          .put(register, value);
      case PUT -> commit.put(register, value);
      case NEW -> commit.keyAbsent(register).put(register, value);
      case SWAP -> commit.keyIs(register, was).put(register, value);
      case DELETE -> commit.delete(register);
      case LAST, READ, GET -> throw new IllegalStateException(kind + " writes nothing");
    }
    return commit.build();
  }

  /** Asks {@code store}, and returns what it answers. */
  Object ask(Persist store) {
    return switch (kind) {
      case LAST -> store.log().lastSeq(name(register, stream));
      case READ -> store.log().readFrom(name(register, stream), seq).limit(READ).toList();
      case GET -> store.kv().get(register);
      default -> store.commit(commit());
    };
  }

  /** Returns the store after this call, if it answers {@code answer}; when that is empty, whatever it answers. */
  Optional<Model> effect(Model before, Optional<String> answer) {
    var after = before;
    Object expected = switch (kind) {
      case LAST -> before.lastSeq(name(register, stream));
      case READ -> before.read(name(register, stream), seq).stream().limit(READ).toList();
      case GET -> before.get(register);
      default -> {
        after = before.copy();
        yield after.commit(commit());
      }
    };
    return answer.isEmpty() || answer.get().equals(text(expected)) ? Optional.of(after) : Optional.empty();
  }

  /** Returns all that {@code answer} says which the call does not. */
  static String text(Object answer) {
    return switch (answer) {
      case Committed(var events) -> "committed " + events.stream().map(Event::seq).toList();
      case Conflict(var mismatches) -> "conflict " + mismatches.stream().map(Call::actual).toList();
      case List<?> events -> events.stream()
          .map(Event.class::cast)
          .map(it -> it.seq() + " " + it.data())
          .toList()
          .toString();
      default -> answer.toString();
    };
  }

  private static Object actual(Mismatch mismatch) {
    return switch (mismatch) {
      case Mismatch.Stream(var stream, var expected, var actual) -> actual;
      case Mismatch.Key(var key, var expected, var actual) -> actual;
      case Mismatch.Missing(var stream, var seq, var last) -> last;
    };
  }
}
