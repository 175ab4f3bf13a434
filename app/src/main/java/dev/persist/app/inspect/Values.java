package dev.persist.app.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.persist.Entry;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.signin.Secrets;
import dev.persist.app.web.Refusal;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which keys there are, and their values without those that are secret, page by page. Safe for use by any thread. */
public final class Values {
  /**
   * A key and its value.
   *
   * @param value absent when it is secret
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Value(String key, boolean secret, @Nullable Json value) {
    static Value of(Entry<Json> entry) {
      var secret = Secrets.isSecret(entry.key());
      return new Value(entry.key(), secret, secret ? null : entry.value());
    }
  }

  /**
   * A page of keys.
   *
   * @param next after which key the next page begins; null when there is none
   */
  public record Listing(List<Value> values, @Nullable String next) {}

  private final Persist store;

  @Inject
  Values(Persist store) {
    this.store = store;
  }

  /**
   * Returns the first keys after {@code after} that start with {@code prefix}: at most {@code limit}, and fewer where values are large.
   *
   * @throws Refusal when {@code prefix} is one of persist's own
   */
  public Listing page(String prefix, String after, int limit) {
    if (prefix.startsWith("$")) {
      throw Refusal.field("prefix", "must not start with $, with which the names begin that persist keeps for itself");
    }
    var page = store.kv().entries(prefix, after, limit);
    var last = page.isEmpty() ? after : page.getLast().key();
    var more = !page.isEmpty() && !store.kv().entries(prefix, last, 1).isEmpty(); // large values end a page early
    return new Listing(page.stream().map(Value::of).toList(), more ? last : null);
  }
}
