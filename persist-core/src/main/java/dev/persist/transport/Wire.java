package dev.persist.transport;

import static dev.persist.internal.OwnKeys.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.CommitResult.IdReused;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.Op;
import dev.persist.StoreException;
import dev.persist.spi.Canonical;
import dev.persist.spi.Link;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The JSON forms of the parts of a call. A value that may be absent is a list of none or one, because null is a value.
 */
final class Wire {
  private Wire() {}

  /** The components of a record, in the form in which they travel. */
  private record Fields(Map<String, Json> fields) {
    Fields(Json object) {
      this(Canonical.fields(object));
    }

    Json at(String name) {
      var field = fields.get(name);
      if (field == null) {
        throw new IllegalArgumentException("the field " + name + " is missing; there are " + fields.keySet());
      }
      return field;
    }

    String text(String name) {
      return Canonical.text(at(name));
    }

    Instant time(String name) {
      try {
        var time = Instant.parse(text(name));
        if (time.toString().equals(text(name))) {
          return time;
        }
      } catch (DateTimeParseException e) {
        // the next line says what is wrong
      }
      return at(name).as(Instant.class);
    }
  }

  private static long number(Json json) {
    try {
      return Long.parseLong(json.toString());
    } catch (NumberFormatException e) {
      return json.as(Long.class); // says what is wrong
    }
  }

  private record KeyForm(String key, List<Json> expected, List<Json> actual) {}

  /** Writes what every commit has by hand, in canonical form: through a mapper it took a third of the time of a call. */
  static Json write(Commit commit) {
    var text = new StringBuilder("{\"guards\":[");
    var before = "";
    for (var guard : commit.guards()) {
      write(text.append(before), guard);
      before = ",";
    }
    text.append("],\"id\":");
    commit.id()
        .ifPresentOrElse(id -> text.append("{\"digest\":")
            .append(quoted(id.digest()))
            .append(",\"key\":")
            .append(quoted(id.key()))
            .append(",\"stream\":")
            .append(quoted(id.stream()))
            .append('}'), () -> text.append("null"));
    text.append(",\"ops\":[");
    before = "";
    for (var op : commit.ops()) {
      write(text.append(before), op);
      before = ",";
    }
    return canonical(text.append("]}"));
  }

  private static Json canonical(CharSequence text) {
    return Json.ofCanonical(text.toString().getBytes(UTF_8));
  }

  static Commit commit(Json json) {
    var fields = Canonical.fields(json);
    var id = Optional.ofNullable(fields.get("id")).filter(value -> !value.equals(Json.NULL)).map(Fields::new);
    return new Commit(id.map(it -> new CommitId(it.text("stream"), it.text("key"), it.text("digest"))),
        elements(fields, "guards").stream().map(Wire::guard).toList(),
        elements(fields, "ops").stream().map(Wire::op).toList());
  }

  private static List<Json> elements(Map<String, Json> fields, String name) {
    var array = fields.get(name);
    if (array == null) {
      throw new IllegalArgumentException("the commit has no field " + name);
    }
    return Canonical.elements(array);
  }

  private static void write(StringBuilder text, Guard guard) {
    if (guard instanceof Guard.StreamAt(var stream, var seq)) {
      text.append("{\"StreamAt\":{\"seq\":").append(seq).append(",\"stream\":").append(quoted(stream)).append("}}");
    } else {
      text.append(tagged(guard));
    }
  }

  private static void write(StringBuilder text, Op op) {
    switch (op) {
      case Op.Append(var stream, var type, var at, var data, var meta) -> text.append("{\"Append\":{\"at\":\"")
          .append(at)
          .append("\",\"data\":")
          .append(data)
          .append(",\"meta\":")
          .append(meta)
          .append(",\"stream\":")
          .append(quoted(stream))
          .append(",\"type\":")
          .append(quoted(type))
          .append("}}");
      case Op.Link(var stream, var opIndex) ->
        text.append("{\"Link\":{\"opIndex\":")
            .append(opIndex)
            .append(",\"stream\":")
            .append(quoted(stream))
            .append("}}");
      case Op.Put(var key, var value) ->
        text.append("{\"Put\":{\"key\":").append(quoted(key)).append(",\"value\":").append(value).append("}}");
      default -> text.append(tagged(op));
    }
  }

  static Json write(CommitResult result) {
    return switch (result) {
      case Committed(var events) -> canonical(
          events.stream().map(event -> "" + event.seq()).collect(joining(",", "{\"Committed\":[", "]}")));
      case Conflict(var mismatches) ->
        new Tagged("Conflict", Canonical.array(mismatches.stream().map(Wire::write).toList())).json();
      default -> tagged(result);
    };
  }

  /** Returns the answer that {@code json} is. */
  static Json answer(Json json) {
    return canonical("{\"answer\":" + json + "}");
  }

  /** Returns the result of {@code commit} that {@code json} is. */
  static CommitResult result(Commit commit, Json json) {
    var tagged = Tagged.read(json);
    return switch (tagged.kind()) {
      case "Committed" ->
        new Committed(events(commit, Canonical.elements(tagged.value()).stream().mapToLong(Wire::number).toArray()));
      case "AlreadyCommitted" -> tagged.as(AlreadyCommitted.class);
      case "IdReused" -> tagged.as(IdReused.class);
      case "Conflict" -> new Conflict(Canonical.elements(tagged.value()).stream().map(Wire::mismatch).toList());
      default -> throw tagged.unknown("commit result");
    };
  }

  /** Returns the events that {@code commit} appended at {@code seqs}. Only the seqs travel, since the client has the rest. */
  private static List<Event> events(Commit commit, long[] seqs) {
    var ops = commit.ops();
    var appending = ops.stream()
        .filter(op -> op instanceof Op.Append || op instanceof Op.Link || op instanceof Op.LinkTo)
        .count();
    if (appending != seqs.length) {
      throw new IllegalArgumentException("the commit appends " + appending + " events, and the answer has the seqs "
          + Arrays.toString(seqs));
    }
    var byOp = new TreeMap<Integer, Event>();
    for (var i = 0; i < ops.size(); i++) {
      var made = byOp.size();
      switch (ops.get(i)) {
        case Op.Append op -> byOp.put(i, op.event(seqs[made]));
        case Op.Link(var stream, var opIndex) -> {
          var target = Objects.requireNonNull(byOp.get(opIndex), "a commit's links point to its appends");
          byOp.put(i, new Link(target.stream(), target.seq()).event(stream, seqs[made], target.at()));
        }
        case Op.LinkTo(var stream, var target, var seq, var at) ->
          byOp.put(i, new Link(target, seq).event(stream, seqs[made], at));
        default -> {}
      }
    }
    return List.copyOf(byOp.values());
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

  /** Returns the JSON form of {@code value}, a record of a sealed family. */
  private static Json tagged(Object value) {
    return tagged(value, Json.of(value));
  }

  private static Json tagged(Object value, Json components) {
    return new Tagged(value.getClass().getSimpleName(), components).json();
  }

  private static Json write(Mismatch mismatch) {
    return switch (mismatch) {
      case Mismatch.Stream stream -> tagged(stream);
      case Mismatch.Missing missing -> tagged(missing);
      case Mismatch.Key(var key, var expected, var actual) ->
        new Tagged("Key", Json.of(new KeyForm(key, expected.stream().toList(), actual.stream().toList()))).json();
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
      case "StreamAt" -> {
        var fields = new Fields(tagged.value());
        yield new Guard.StreamAt(fields.text("stream"), number(fields.at("seq")));
      }
      case "KeyIs" -> tagged.as(Guard.KeyIs.class);
      case "KeyAbsent" -> tagged.as(Guard.KeyAbsent.class);
      default -> throw tagged.unknown("guard");
    };
  }

  private static Op op(Json json) {
    var tagged = Tagged.read(json);
    return switch (tagged.kind()) {
      case "Append" -> {
        var fields = new Fields(tagged.value());
        yield new Op.Append(fields.text("stream"), fields.text("type"), fields.time("at"),
            fields.at("data"), fields.at("meta"));
      }
      case "Link" -> tagged.as(Op.Link.class);
      case "LinkTo" -> tagged.as(Op.LinkTo.class);
      case "Put" -> {
        var fields = new Fields(tagged.value());
        yield new Op.Put(fields.text("key"), fields.at("value"));
      }
      case "Delete" -> tagged.as(Op.Delete.class);
      case "Truncate" -> tagged.as(Op.Truncate.class);
      case "Forget" -> tagged.as(Op.Forget.class);
      default -> throw tagged.unknown("op");
    };
  }
}
