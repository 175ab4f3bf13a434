package dev.persist.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.CommitResult.IdReused;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.Op;
import dev.persist.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * The JSON forms of the parts of a call. A value that may be absent is a list of none or one, because null is a value.
 */
final class Wire {
  private Wire() {}

  private record CommitForm(Optional<CommitId> id, List<Json> guards, List<Json> ops) {}

  private record KeyForm(String key, List<Json> expected, List<Json> actual) {}

  static Json write(Commit commit) {
    var guards = commit.guards().stream().map(Wire::tagged).toList();
    return Json.of(new CommitForm(commit.id(), guards, commit.ops().stream().map(Wire::tagged).toList()));
  }

  static Commit commit(Json json) {
    var form = json.as(CommitForm.class);
    return new Commit(form.id, form.guards.stream().map(Wire::guard).toList(),
        form.ops.stream().map(Wire::op).toList());
  }

  static Json write(CommitResult result) {
    return switch (result) {
      case Conflict(var mismatches) -> Tagged.of("Conflict", mismatches.stream().map(Wire::write).toList()).json();
      default -> tagged(result);
    };
  }

  static CommitResult result(Json json) {
    var tagged = Tagged.read(json);
    return switch (tagged.kind()) {
      case "Committed" -> tagged.as(Committed.class);
      case "AlreadyCommitted" -> tagged.as(AlreadyCommitted.class);
      case "IdReused" -> tagged.as(IdReused.class);
      case "Conflict" -> new Conflict(List.of(tagged.as(Json[].class)).stream().map(Wire::mismatch).toList());
      default -> throw tagged.unknown("commit result");
    };
  }

  /** Returns the kind and message of {@code e}, for {@link #exception} on the other side. */
  static Json write(RuntimeException e) {
    var message = new String(String.valueOf(e.getMessage()).getBytes(UTF_8), UTF_8); // it may quote what is no text
    return Json.of(List.of(e.getClass().getSimpleName(), message));
  }

  static RuntimeException exception(Json json) {
    var fault = json.as(String[].class);
    var message = fault[1];
    var cause = new IllegalStateException("the server said " + fault[0]);
    return switch (fault[0]) {
      case "IllegalArgumentException" -> new IllegalArgumentException(message);
      case "Damaged" -> new StoreException.Damaged(message, cause);
      case "Refused" -> new StoreException.Refused(message, cause);
      case "Failed" -> new StoreException.Failed(message, cause);
      case "Unavailable", "Closed" -> new StoreException.Unavailable(message, cause);
      default -> new StoreException.UnknownOutcome(message, cause);
    };
  }

  private static Json tagged(Object value) {
    return Tagged.of(value.getClass().getSimpleName(), value).json();
  }

  private static Json write(Mismatch mismatch) {
    return switch (mismatch) {
      case Mismatch.Stream stream -> tagged(stream);
      case Mismatch.Missing missing -> tagged(missing);
      case Mismatch.Key(var key, var expected, var actual) ->
        Tagged.of("Key", new KeyForm(key, expected.stream().toList(), actual.stream().toList())).json();
    };
  }

  private static Mismatch mismatch(Json json) {
    var tagged = Tagged.read(json);
    return switch (tagged.kind()) {
      case "Stream" -> tagged.as(Mismatch.Stream.class);
      case "Missing" -> tagged.as(Mismatch.Missing.class);
      case "Key" -> {
        var form = tagged.as(KeyForm.class);
        yield new Mismatch.Key(form.key, form.expected.stream().findFirst(), form.actual.stream().findFirst());
      }
      default -> throw tagged.unknown("mismatch");
    };
  }

  private static Guard guard(Json json) {
    var tagged = Tagged.read(json);
    return switch (tagged.kind()) {
      case "StreamAt" -> tagged.as(Guard.StreamAt.class);
      case "KeyIs" -> tagged.as(Guard.KeyIs.class);
      case "KeyAbsent" -> tagged.as(Guard.KeyAbsent.class);
      default -> throw tagged.unknown("guard");
    };
  }

  private static Op op(Json json) {
    var tagged = Tagged.read(json);
    return switch (tagged.kind()) {
      case "Append" -> tagged.as(Op.Append.class);
      case "Link" -> tagged.as(Op.Link.class);
      case "LinkTo" -> tagged.as(Op.LinkTo.class);
      case "Put" -> tagged.as(Op.Put.class);
      case "Delete" -> tagged.as(Op.Delete.class);
      case "Truncate" -> tagged.as(Op.Truncate.class);
      case "Forget" -> tagged.as(Op.Forget.class);
      default -> throw tagged.unknown("op");
    };
  }
}
