package dev.persist.internal;

import dev.persist.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Names the keys under which persist keeps what it knows about a stream: {@code $["stream","kind",…]}. The streams of
 * links to its tagged events are named in the same way. Storage format.
 *
 * <p>The stream comes first, so that an engine that spreads streams over machines finds all keys of a stream in one
 * place. A JSON array keeps names apart, whatever characters they hold. A long name is replaced by its digest.
 */
public final class OwnKeys {
  private static final int LONGEST = 150;
  private static final String TAG = "tag";
  private static final String TAG_RULE = "tag-rule";
  private static final String PREFIX = "prefix";

  private OwnKeys() {}

  /** Returns the key for what {@code kind} and {@code names} say about {@code stream}. */
  public static String key(String stream, String kind, Object... names) {
    return key((Object) stream, kind, names);
  }

  private static String key(Object stream, String kind, Object... names) {
    return Stream.concat(Stream.of(stream, kind), Arrays.stream(names))
        .map(OwnKeys::part)
        .collect(Collectors.joining(",", "$[", "]"));
  }

  /** Returns the key for what {@code kind} and {@code names} say about the stream that {@code own} is about. */
  public static String sibling(String own, String kind, Object... names) {
    return key(names(own).get(0), kind, names);
  }

  /** Returns what {@code own}, which {@link #key} made, names: a stream, a kind, and what follows them. */
  public static JsonNode names(String own) {
    return Json.parse(own.substring(1)).tree();
  }

  /** Returns the start of all keys for {@code kind} and {@code names} about {@code stream}. */
  public static String prefix(String stream, String kind, Object... names) {
    var key = key(stream, kind, names);
    return key.substring(0, key.length() - 1) + ",";
  }

  /**
   * Returns the stream of links to the events of {@code stream} that carry {@code tag} by this version of its tag rule.
   */
  public static String tagStream(String stream, int version, String tag) {
    return key(stream, TAG, version, tag);
  }

  /** Returns the start of the names of all streams of links to tagged events of {@code stream}, for one version. */
  public static String tagStreams(String stream, int version) {
    return prefix(stream, TAG, version);
  }

  /** Returns the start of the names of all streams of links to tagged events of {@code stream}, for any version. */
  public static String tagStreams(String stream) {
    return prefix(stream, TAG);
  }

  /** Returns the key that says which version of the tag rule is in use for {@code stream}. */
  public static String tagRule(String stream) {
    return key(stream, TAG_RULE);
  }

  /** Returns whether {@code key} is the tag rule key of some stream. */
  public static boolean isTagRule(String key) {
    return key.startsWith("$[") && key.endsWith(",\"" + TAG_RULE + "\"]");
  }

  /** Returns whether {@code key} is for what {@code kind} says about some stream. */
  public static boolean isOf(String key, String kind) {
    return key.startsWith("$[") && Json.parse(key.substring(1)).tree().path(1).asString("").equals(kind);
  }

  /** Returns the stream of links to the events of all streams whose names start with {@code prefix}. */
  public static String prefixStream(String prefix) {
    return key(prefix, PREFIX);
  }

  /** Returns the same as {@link Json#of} for {@code name}, but faster, since the writer names a key for each link. */
  public static String quoted(String name) {
    return isPlain(name) ? '"' + name + '"' : Json.of(name).toString();
  }

  private static boolean isPlain(String name) {
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Returns how a key has {@code name}: as JSON, or as an object with its digest when that is too long. */
  public static String part(Object name) {
    var json = name instanceof String text ? quoted(text) : Json.of(name).toString();
    return json.getBytes(StandardCharsets.UTF_8).length <= LONGEST
        ? json
        : Json.of(Map.of("sha256", Json.of(name).digest())).toString();
  }
}
