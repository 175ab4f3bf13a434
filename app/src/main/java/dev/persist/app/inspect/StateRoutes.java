package dev.persist.app.inspect;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import tools.jackson.databind.JsonNode;

/** The state that the events of a stream fold into, at any seq, and what changed between two. */
final class StateRoutes implements Routes {
  record State(String stream, long seq, Json state) {}

  /** The difference. */
  record Difference(String stream, long from, long to, JsonNode patch) {}

  /** Stands for the last seq in a parameter that is not there. */
  private static final long LAST = -1;

  private final Persist store;
  private final States states;

  @Inject
  StateRoutes(Persist store, States states) {
    this.store = store;
    this.states = states;
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
    Answers.tagged(ctx, Target.at(seq), new State(name, seq, states.at(name, seq)));
  }

  private void difference(Context ctx) {
    var askedFrom = seq(ctx, "from");
    var askedTo = seq(ctx, "to");
    var name = Names.stream(ctx, store);
    var to = askedTo == LAST ? store.log().lastSeq(name) : askedTo;
    var from = askedFrom == LAST ? Math.max(0, to - 1) : askedFrom;
    var patch = States.difference(states.at(name, from), states.at(name, to));
    Answers.tagged(ctx, Target.at(to), new Difference(name, from, to, patch));
  }

  private static long seq(Context ctx, String parameter) {
    return Params.number(ctx, parameter, 0, Long.MAX_VALUE, LAST);
  }
}
