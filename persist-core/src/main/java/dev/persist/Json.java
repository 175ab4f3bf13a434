package dev.persist;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds one JSON value as canonical UTF-8 bytes, so that equality is structural and costs a byte comparison.
 *
 * <p>Canonical means: no white space, object keys sorted by UTF-16 code unit (as in RFC 8785), every number in one form
 * ({@code 1}, {@code 1.0} and {@code 1e0} are equal; integers of any size and decimals keep every digit). Immutable and
 * safe for use by any thread; {@link #tree()} gives a fresh tree each time.
 */
@JsonDeserialize(using = Json.Reader.class)
public final class Json {
  /** The JSON value {@code null}, which is a value: a key holding it is not absent. */
  public static final Json NULL;

  /** The empty object, {@code {}}. */
  public static final Json EMPTY;

  private static final int LONGEST_PLAIN_INTEGER = 1000;

  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
      .build();

  static {
    NULL = parse("null");
    EMPTY = parse("{}");
  }

  private final byte[] canonical;

  private Json(byte[] canonical) {
    this.canonical = canonical;
  }

  /**
   * Reads JSON text.
   *
   * @throws IllegalArgumentException when the text is not exactly one JSON value, repeats a key in an object, or holds
   *     an unpaired surrogate
   */
  public static Json parse(String text) {
    try {
      return canonical(MAPPER.readTree(text));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage() + ", in " + excerpt(text), e);
    }
  }

  /**
   * Turns a record, map, list, string, number, boolean, tree or {@code null} into JSON.
   *
   * @throws IllegalArgumentException when the value has no JSON form (a cycle, NaN, an unpaired surrogate)
   */
  public static Json of(@Nullable Object value) {
    try {
      return value instanceof Json json ? json : canonical(MAPPER.valueToTree(value));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON form: " + e.getOriginalMessage(), e);
    }
  }

  /** Wraps bytes that {@link #toBytes()} gave, without checking them again; for engines, which stored them. */
  public static Json ofCanonical(byte[] canonical) {
    return new Json(canonical.clone());
  }

  /**
   * Decodes this value to a record or another Java type; unknown fields are ignored, fields that are missing or null
   * refused, save {@code Optional} ones and those of this type, which hold {@link #NULL}.
   *
   * @throws IllegalArgumentException when this value does not fit the type, naming the field
   */
  public <T> T as(Class<T> type) {
    try {
      var value = MAPPER.readValue(canonical, type);
      if (value == null) {
        throw new IllegalArgumentException("not a " + type.getSimpleName() + ": null");
      }
      return value;
    } catch (JacksonException e) {
      var what = "not a " + type.getSimpleName() + ": " + e.getOriginalMessage() + ", in " + excerpt(toString());
      throw new IllegalArgumentException(what, e);
    }
  }

  /** Returns this value as a tree of its own; changing it changes nothing here. */
  @JsonValue
  public JsonNode tree() {
    return MAPPER.readTree(canonical);
  }

  /** Returns whether this is an object. */
  public boolean isObject() {
    return canonical[0] == '{';
  }

  /**
   * Returns this object with the fields of {@code other} added, in place of its own of the same names.
   *
   * @param other anything {@link #of} makes an object of
   * @throws IllegalArgumentException when one of the two is no object
   */
  public Json merge(Object other) {
    var added = of(other);
    if (!isObject() || !added.isObject()) {
      throw new IllegalArgumentException("only objects merge, not " + excerpt(this + " and " + added));
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

  /** Returns the SHA-256 of the canonical bytes in lower-case hexadecimal: equal values, equal digests. */
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
      case NUMBER -> out.writeNumber(number(node.asString()));
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

  private static String number(String text) {
    if (text.equals("NaN") || text.endsWith("Infinity")) {
      throw new IllegalArgumentException("no JSON form: " + text + " is not a number");
    }
    var number = new BigDecimal(text).stripTrailingZeros();
    var digits = (long) number.precision() - number.scale();
    return number.scale() < 0 && digits <= LONGEST_PLAIN_INTEGER ? number.toPlainString() : number.toString();
  }

  /** Reads a field of this type: one that is null holds {@link #NULL}, where Jackson's way is no value. */
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
    return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.length() + " characters)";
  }
}
