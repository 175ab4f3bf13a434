package dev.persist.app.inspect;

import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.Jackson3JsonDiff;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.log.TruncatedException;
import dev.persist.log.UnreadableException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.EnumSet;
import tools.jackson.databind.JsonNode;

/** The state that the events of a stream fold into, at any seq, and what changed between two. */
final class StateRoutes implements Routes {
  record State(String stream, long seq, Json state) {}

  /** The difference, as a JSON Patch (RFC 6902). What it replaces is in {@code fromValue}. */
  record Difference(String stream, long from, long to, JsonNode patch) {}

  /** A move or copy would only say that two values happen to be equal. */
  private static final EnumSet<DiffFlags> PLAIN = EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION,
      DiffFlags.OMIT_COPY_OPERATION, DiffFlags.ADD_ORIGINAL_VALUE_ON_REPLACE);

  /** Stands for the last seq in a parameter that is not there. */
  private static final long LAST = -1;

  private final Persist store;

  @Inject
  StateRoutes(Persist store) {
    this.store = store;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/streams/{name}/state", this::state, Permission.ADMIN);
    routes.get("/api/streams/{name}/diff", this::difference, Permission.ADMIN);
  }

  private void state(Context ctx) {
    var asked = seq(ctx, "seq");
    var name = Names.stream(ctx, store);
    var seq = asked == LAST ? store.log().lastSeq(name) : asked;
    Answers.tagged(ctx, Target.at(seq), new State(name, seq, fold(name, seq)));
  }

  private void difference(Context ctx) {
    var askedFrom = seq(ctx, "from");
    var askedTo = seq(ctx, "to");
    var name = Names.stream(ctx, store);
    var to = askedTo == LAST ? store.log().lastSeq(name) : askedTo;
    var from = askedFrom == LAST ? Math.max(0, to - 1) : askedFrom;
    var patch = Jackson3JsonDiff.asJson(fold(name, from).tree(), fold(name, to).tree(), PLAIN);
    Answers.tagged(ctx, Target.at(to), new Difference(name, from, to, patch));
  }

  private static long seq(Context ctx, String parameter) {
    return Params.number(ctx, parameter, 0, Long.MAX_VALUE, LAST);
  }

  private Json fold(String stream, long seq) {
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
}
