package dev.persist.workshop.check;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The store as one client reaches it: it takes a turn for each call, and records what the call did. */
final class Gated extends DelegatingBackend {
  private final Turnstile turnstile;
  private final Tape tape;
  private final int client;

  Gated(Backend backend, Turnstile turnstile, Tape tape, int client) {
    super(backend);
    this.turnstile = turnstile;
    this.tape = tape;
    this.client = client;
  }

  @Override
  public CommitResult commit(Commit commit) {
    turnstile.pass(client);
    var result = super.commit(commit);
    var written = commit.ops()
        .stream()
        .map(op -> op instanceof Op.Append append ? append.type() + " to " + append.stream() : "a key")
        .collect(Collectors.joining(", "));
    tape.note(client, switch (result) {
      case CommitResult.Committed now -> written.isEmpty() ? ". checks, writes nothing" : ". appends " + written;
      case CommitResult.AlreadyCommitted before -> ". this commit was written before";
      case CommitResult.Conflict(var mismatches) -> ". conflict: nothing written";
      case CommitResult.IdReused reused -> ". the id is of another commit";
    });
    return result;
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    turnstile.pass(client);
    var events = super.read(stream, fromSeq, limit);
    tape.note(client, ". reads " + stream + ": " + (fromSeq > 1 ? "after " + (fromSeq - 1) + ", " : "")
        + (events.isEmpty() ? "nothing" : events.size() == 1 ? "1 event" : events.size() + " events"));
    return events;
  }

  @Override
  public long lastSeq(String stream) {
    turnstile.pass(client);
    var seq = super.lastSeq(stream);
    tape.note(client, ". last seq of " + stream + ": " + seq);
    return seq;
  }

  @Override
  public Optional<Json> get(String key) {
    turnstile.pass(client);
    var value = super.get(key);
    tape.note(client, ". gets " + key + ": " + value.map(Json::toString).orElse("absent"));
    return value;
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    turnstile.pass(client);
    return super.outcome(stream, key);
  }
}
