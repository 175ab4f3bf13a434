package dev.persist.app.web;

import dev.persist.app.web.Conditions.Target;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The shapes of answers that several features give. */
public final class Answers {
  private Answers() {}

  /** At most {@code limit} entries, and where to go on: what {@code place} gives for the last one; null at the end. */
  public record Page<T>(List<T> entries, @Nullable Object next) {
    /** Takes the first {@code limit} (1 or more) of {@code entries}, and one more to see whether there are more. */
    public static <T> Page<T> of(Stream<T> entries, int limit, Function<T, Object> place) {
      var some = entries.limit(limit + 1L).toList();
      return some.size() <= limit
          ? new Page<>(some, null)
          : new Page<>(some.subList(0, limit), place.apply(some.get(limit - 1)));
    }
  }

  /** Returns {@code value} as the JSON that a route would answer with. */
  public static String json(Object value) {
    return Bodies.MAPPER.writeValueAsString(value);
  }

  /** Answers with a state that exists, and its entity tag. */
  public static void tagged(Context ctx, Target target, Object state) {
    ctx.header("ETag", target.tag().orElseThrow()).json(state);
  }
}
