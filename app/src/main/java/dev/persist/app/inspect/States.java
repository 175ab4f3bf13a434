package dev.persist.app.inspect;

import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.Jackson3JsonDiff;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.web.Refusal;
import dev.persist.log.TruncatedException;
import dev.persist.log.UnreadableException;
import jakarta.inject.Inject;
import java.util.EnumSet;
import tools.jackson.databind.JsonNode;

/** The states that the events of a stream fold into. Safe for use by any thread. */
public final class States {
  /** A move or copy would only say that two values happen to be equal. */
  private static final EnumSet<DiffFlags> PLAIN = EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION,
      DiffFlags.OMIT_COPY_OPERATION, DiffFlags.ADD_ORIGINAL_VALUE_ON_REPLACE);

  private final Persist store;

  @Inject
  States(Persist store) {
    this.store = store;
  }

  /**
   * Returns the state of {@code stream} at {@code seq}.
   *
   * @throws Refusal when the app does not fold such streams, or when the stream has no such seq; 409 when events of it cannot be read
   */
  public Json at(String stream, long seq) {
    var timeline = store.log().timeline(stream);
    var last = timeline.position();
    if (seq > last) {
      throw Refusal.notFound("stream " + stream + " ends at seq " + last + "; there is no seq " + seq);
    }
    try {
      return Folds.at(timeline, seq)
          .orElseThrow(() -> Refusal.notFound("the app folds no stream like " + stream + ", only "
              + String.join(", ", Folds.starts()) + "; GET /api/streams/{name}/events has its events"));
    } catch (TruncatedException | UnreadableException e) {
      throw Refusal.of(409, "the state cannot be known: " + e.getMessage());
    }
  }

  /** Returns a JSON Patch (RFC 6902) that makes {@code to} of {@code from}. What it replaces is in {@code fromValue}. */
  public static JsonNode difference(Json from, Json to) {
    return Jackson3JsonDiff.asJson(from.tree(), to.tree(), PLAIN);
  }
}
