package dev.persist.internal;

import dev.persist.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Names the keys under which persist keeps what it knows about a stream: {@code $["stream","kind",…]}, and in the same way
 * the streams of links to its tagged events. Storage format.
 *
 * <p>The stream comes first, so that an engine that spreads streams over machines finds all about one in one place. A JSON
 * array keeps names apart whatever characters they hold; a long name is in it by its digest.
 */
public final class OwnKeys {
  private static final int LONGEST = 150;
  private static final String TAG = "tag";

  private OwnKeys() {}

  /** Returns the key of what {@code kind} and {@code names} say about {@code stream}. */
  public static String key(String stream, String kind, Object... names) {
    var parts = Stream.concat(Stream.of(stream, kind), Arrays.stream(names)).map(OwnKeys::part).toList();
    return "$" + Json.of(parts);
  }

  /** Returns what the keys of {@code kind} about {@code stream} start with. */
  public static String prefix(String stream, String kind) {
    var key = key(stream, kind);
    return key.substring(0, key.length() - 1) + ",";
  }

  /** Returns the stream of links to the events of {@code stream} that carry {@code tag}. */
  public static String tagStream(String stream, String tag) {
    return key(stream, TAG, tag);
  }

  /** Returns what the streams of links to tagged events of {@code stream} start with. */
  public static String tagStreams(String stream) {
    return prefix(stream, TAG);
  }

  private static Object part(Object name) {
    var json = Json.of(name);
    return json.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST
        ? json
        : Map.of("sha256", json.digest());
  }
}
