package dev.persist;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.persist.spi.StackRoom;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds one JSON value as canonical UTF-8 bytes, so that equality is structural and costs a byte comparison.
 *
 * <p>Canonical form has no white space, and its object keys are sorted by UTF-16 code unit (as in RFC 8785). Every
 * number has one form: {@code 1}, {@code 1.0} and {@code 1e0} are equal, and integers and decimals keep every digit.
 * Immutable and safe for use by any thread; {@link #tree()} returns a fresh tree each time.
 */
@JsonDeserialize(using = Json.Reader.class)
public final class Json {
  /** The JSON value {@code null}. It is a value: a key that holds it is not absent. */
  public static final Json NULL;

  /** The empty object, {@code {}}. */
  public static final Json EMPTY;

  private static final JsonMapper MAPPER = JsonMapping.mapper();

  /** Reads canonical bytes. They repeat no key in an object, so this does not look for repeated keys. */
  private static final JsonMapper CANONICAL = MAPPER.rebuild()
      .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .build();
  private static final Pattern ADVICE = Pattern
      .compile(" \\((but (might|could)|disable|set)[^)]*\\)|[:;] (disable|enable|`?Des)[^,]*$");

  static {
    NULL = parse("null");
    EMPTY = parse("{}");
    refuseOnce();
  }

  private static final int LONGEST_REASON = 1_000;

  private final byte[] canonical;

  private Json(byte[] canonical) {
    this.canonical = canonical;
  }

  /**
   * Uses the classes that errors need. A class whose first use overflows the stack fails for good, for every caller.
   */
  private static void refuseOnce() {
    var cycle = new ArrayList<>();
    cycle.add(cycle);
    for (var refused : List.<Runnable>of(() -> parse("["), () -> of(cycle), () -> EMPTY.as(Long.class))) {
      try {
        refused.run();
      } catch (IllegalArgumentException e) {
        // Expected: only the use of the classes matters.
      }
    }
  }

  /**
   * Reads JSON text.
   *
   * @throws IllegalArgumentException when the text is not exactly one JSON value, repeats a key in an object, holds
   *     an unpaired surrogate, or has a number or a name over {@link Limits}
   */
  public static Json parse(String text) {
    try {
      return canonical(MAPPER.readTree(text));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + what(e) + ", in " + excerpt(text), e);
    }
  }

  /**
   * Turns a record, map, list, string, number, boolean, time, tree or {@code null} into JSON. {@link #as} turns it
   * back.
   *
   * <p>An enum constant becomes its name. A time becomes the text of its {@code toString}. A {@code BigDecimal} becomes
   * a number, or a string when it ends in zeros, because JSON numbers do not keep them: 10.00 is not 10. A component of
   * a record may be declared as a sealed interface of records. Its value becomes an object with one field, named for
   * the record: {@code {"gift-card":{"code":"x"}}}.
   *
   * @throws IllegalArgumentException when the value has no JSON form (a cycle, NaN, an unpaired surrogate, a class
   *     without properties, two keys with the same text), or when a number or a name in it is over {@link Limits}
   */
  public static Json of(@Nullable Object value) {
    return switch (value) {
      case Json json -> json;
      case String text when isPlain(text) -> new Json(('"' + text + '"').getBytes(StandardCharsets.US_ASCII));
      case null, default -> read(() -> MAPPER.writeValueAsBytes(value));
    };
  }

  /** Returns whether JSON writes {@code text} as it is, as it does most names. Jackson refuses one that is far too long. */
  private static boolean isPlain(String text) {
    return text.length() <= Limits.VALUE_BYTES
        && text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
  }

  /** As {@link #of(Object)}, for a value that is read {@link #as} {@code type}, which may be a sealed interface. */
  static <T> Json of(T value, Class<T> type) {
    return value instanceof Json json ? json : read(() -> MAPPER.writerFor(type).writeValueAsBytes(value));
  }

  private static Json read(Supplier<byte[]> written) {
    try {
      return canonical(MAPPER.readTree(written.get()));
    } catch (JacksonException e) {
      if (e.getOriginalMessage().startsWith("Infinite recursion")) { // Jackson's word for an overflow
        requireAmple(new StackOverflowError(e.getOriginalMessage()));
      }
      throw new IllegalArgumentException("no JSON form: " + what(e), e);
    } catch (StackOverflowError e) {
      requireAmple(e);
      throw new IllegalArgumentException("no JSON form: the value holds itself, or is too deep", e);
    }
  }

  /**
   * Throws {@code overflow} when this thread had little stack left. Otherwise the value overflowed it, and this
   * returns.
   */
  private static void requireAmple(StackOverflowError overflow) {
    if (!StackRoom.isAmple()) {
      throw overflow;
    }
  }

  /** Wraps bytes that {@link #toBytes()} returned, without checking them again. For engines, which stored the bytes. */
  public static Json ofCanonical(byte[] canonical) {
    return ofCanonical(canonical, 0, canonical.length);
  }

  /**
   * As {@link #ofCanonical(byte[])}, for the bytes of {@code canonical} from {@code from} up to, not including, {@code
   * to}.
   */
  public static Json ofCanonical(byte[] canonical, int from, int to) {
    return new Json(Arrays.copyOfRange(canonical, from, to));
  }

  /**
   * Decodes this value to a record or another Java type. Unknown fields are ignored.
   *
   * <p>A field of a record that is missing or null is refused, with two exceptions. A missing or null {@code Optional}
   * field is empty. A null {@code Json} field holds {@link #NULL}.
   *
   * <p>Nothing is converted. 3.7 and {@code "4"} are no {@code int}, 1 is no {@code boolean}, 5 is no enum constant,
   * and a number is no time. 9007199254740993 is no {@code double}, which would round it.
   *
   * @throws IllegalArgumentException naming field, value and type, when this value does not fit the type
   */
  public <T> T as(Class<T> type) {
    try {
      var value = CANONICAL.readValue(canonical, type);
      if (value == null) {
        throw new IllegalArgumentException("not a " + type.getSimpleName() + ": null");
      }
      return value;
    } catch (JacksonException e) {
      var what = "not a " + type.getSimpleName() + ": " + what(e) + ", in " + excerpt(toString());
      throw new IllegalArgumentException(what, e);
    }
  }

  /** Returns this value as a new tree. Changing the tree does not change this value. */
  @JsonValue
  public JsonNode tree() {
    return CANONICAL.readTree(canonical);
  }

  /** Returns whether this is an object. */
  public boolean isObject() {
    return canonical[0] == '{';
  }

  /**
   * Returns this object with the fields of {@code other} added. A field of {@code other} replaces one of the same name.
   *
   * @param other anything that {@link #of} turns into an object
   * @throws IllegalArgumentException when this value or {@code other} is no object
   */
  public Json merge(Object other) {
    var added = of(other);
    if (!isObject() || !added.isObject()) {
      throw new IllegalArgumentException("only two objects can be merged, not " + excerpt(this + " and " + added));
    }
    return canonical(((ObjectNode) tree()).setAll((ObjectNode) added.tree()));
  }

  /** Returns a copy of the canonical bytes. */
  public byte[] toBytes() {
    return canonical.clone();
  }

  /** Returns how many canonical bytes this value has. */
  public int size() {
    return canonical.length;
  }

  /** Returns the SHA-256 of the canonical bytes in lower-case hexadecimal. Equal values have equal digests. */
  public String digest() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Json json && Arrays.equals(canonical, json.canonical);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(canonical);
  }

  /** Returns the canonical text. */
  @Override
  public String toString() {
    return new String(canonical, StandardCharsets.UTF_8);
  }

  /** Returns how many levels of arrays and objects this value has: 0 for a number or a text. */
  int depth() {
    var deepest = 0;
    var depth = 0;
    var inText = false;
    for (var i = 0; i < canonical.length; i++) {
      switch (canonical[i]) {
        case '"' -> inText = !inText;
        case '\\' -> i++; // only in texts, before what does not end them
        case '{', '[' -> {
          depth += inText ? 0 : 1;
          deepest = Math.max(deepest, depth);
        }
        case '}', ']' -> depth -= inText ? 0 : 1;
        default -> {}
      }
    }
    return deepest;
  }

  /** Says what is wrong and where, without Jackson's advice. */
  private static String what(JacksonException e) {
    var where = e.getPath()
        .stream()
        .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
        .collect(Collectors.joining());
    var original = e.getOriginalMessage(); // it may hold a whole value
    var message = ADVICE.matcher(original.substring(0, Math.min(LONGEST_REASON, original.length()))).replaceAll("");
    return where.isEmpty() ? message : where.replaceFirst("^\\.", "") + ": " + message;
  }

  private static Json canonical(JsonNode tree) {
    var out = new ByteArrayOutputStream();
    try (var generator = MAPPER.createGenerator(out)) {
      write(tree, generator);
    }
    return new Json(out.toByteArray());
  }

  private static void write(JsonNode node, JsonGenerator out) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        out.writeStartObject();
        node.propertyNames().stream().sorted().forEach(name -> {
          Limits.atMost("the characters of a name in the JSON", "JSON_NAME", Limits.JSON_NAME, name.length());
          out.writeName(text(name));
          write(node.get(name), out);
        });
        out.writeEndObject();
      }
      case ARRAY -> {
        out.writeStartArray();
        node.forEach(element -> write(element, out));
        out.writeEndArray();
      }
      case NUMBER -> out.writeNumber(text(number(node)));
      case BOOLEAN -> out.writeBoolean(node.booleanValue());
      case NULL -> out.writeNull();
      case STRING, BINARY -> out.writeString(text(node.asString()));
      case MISSING, POJO -> throw new IllegalArgumentException("no JSON form: " + node);
    }
  }

  private static String text(String text) {
    if (!Limits.isWellFormed(text)) {
      throw new IllegalArgumentException("no JSON form: a string holds an unpaired surrogate, in " + excerpt(text));
    }
    return text;
  }

  private static BigDecimal number(JsonNode node) {
    if (node.isBigInteger()) {
      return new BigDecimal(node.bigIntegerValue());
    }
    var text = node.asString();
    if (text.equals("NaN") || text.endsWith("Infinity")) {
      throw new IllegalArgumentException("no JSON form: " + text + " is not a number");
    }
    return node.isBigDecimal() ? node.decimalValue() : new BigDecimal(text);
  }

  /** Returns the one form of a number. An integer is written without an exponent, since its size is limited. */
  static String text(BigDecimal number) {
    var shortest = Limits.number(number);
    return shortest.scale() < 0 ? shortest.toPlainString() : shortest.toString();
  }

  /** Reads a field of this type. A null field holds {@link #NULL}; Jackson's own reader would give it no value. */
  static final class Reader extends StdDeserializer<Json> {
    Reader() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser parser, DeserializationContext context) {
      return canonical(context.readTree(parser));
    }

    @Override
    public Json getNullValue(DeserializationContext context) {
      return NULL;
    }
  }

  static String excerpt(String text) {
    if (text.length() <= 200) {
      return text;
    }
    var end = Character.isHighSurrogate(text.charAt(199)) ? 199 : 200; // a half of a pair is no text
    return text.substring(0, end) + "… (" + text.length() + " characters)";
  }
}
