package dev.persist.app.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.persist.Entry;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.signin.Secrets;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which keys there are, and their values, without those that are secret. */
final class ValueRoutes implements Routes {
  /**
   * A key and its value.
   *
   * @param value absent when it is secret
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Value(String key, boolean secret, @Nullable Json value) {
    static Value of(Entry<Json> entry) {
      var secret = Secrets.isSecret(entry.key());
      return new Value(entry.key(), secret, secret ? null : entry.value());
    }
  }

  record Values(List<Value> values, @Nullable String next) {}

  private final Persist store;

  @Inject
  ValueRoutes(Persist store) {
    this.store = store;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/kv", this::read, Permission.ADMIN);
  }

  private void read(Context ctx) {
    var prefix = Names.query(ctx, "prefix");
    var after = Names.query(ctx, "after");
    var limit = Params.limit(ctx);
    if (prefix.startsWith("$")) {
      throw Refusal.field("prefix", "must not start with $, with which the names begin that persist keeps for itself");
    }
    var page = store.kv().entries(prefix, after, limit);
    var last = page.isEmpty() ? after : page.getLast().key();
    var more = !page.isEmpty() && !store.kv().entries(prefix, last, 1).isEmpty(); // large values end a page early
    ctx.json(new Values(page.stream().map(Value::of).toList(), more ? last : null));
  }
}
