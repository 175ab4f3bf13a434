package dev.persist.app.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Refusal;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Stream;

/** Reads the names of streams, keys and readers in a request. */
public final class Names {
  private Names() {}

  /** Returns a name in the query, or the first characters of names; "" when it is not there. */
  public static String query(Context ctx, String parameter) {
    return bounded(parameter, Params.query(ctx, parameter).orElse(""));
  }

  /** Returns the names in the query that have commas between them, each once; none when it is not there. */
  public static List<String> queryList(Context ctx, String parameter) {
    return Stream.of(Params.query(ctx, parameter).orElse("").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(name -> bounded(parameter, name))
        .distinct()
        .toList();
  }

  /** Returns a name in the path. */
  public static String path(Context ctx, String parameter) {
    return bounded(parameter, Params.path(ctx, parameter));
  }

  private static String bounded(String parameter, String name) {
    InvalidField.unless(name.getBytes(UTF_8).length <= Limits.NAME_BYTES, parameter,
        "must be at most " + Limits.NAME_BYTES + " bytes");
    return name;
  }

  /** Returns the stream {@code name} in the path, which is there; else refuses with 404. */
  public static String stream(Context ctx, Persist store) {
    var name = path(ctx, "name");
    if (!store.catalog().exists(name)) {
      throw Refusal.notFound("there is no stream " + name);
    }
    return name;
  }
}
