package dev.persist;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleDeserializers;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.CollectionType;

/**
 * Readers of JSON that are stricter than Jackson's own. They refuse JSON that was not written from a value of the type.
 */
final class JsonReaders {
  /** Java's own types that are read beside those of {@link ExactTypes}. Events do not hold them. */
  private static final Set<Class<?>> MORE = Set.of(Object.class, Number.class, CharSequence.class, Date.class,
      AtomicBoolean.class, AtomicInteger.class, AtomicLong.class);

  private JsonReaders() {}

  static void addTo(SimpleModule module) {
    module.setDeserializers(new Known());
    module.setDeserializerModifier(new Stricter());
    for (var type : Set.<Class<Double>>of(Double.class, Double.TYPE)) {
      module.addDeserializer(type, new FromNumber<>(type, BigDecimal::doubleValue));
    }
    for (var type : Set.<Class<Float>>of(Float.class, Float.TYPE)) {
      module.addDeserializer(type, new FromNumber<>(type, BigDecimal::floatValue));
    }
    for (var type : Set.<Class<Byte>>of(Byte.class, Byte.TYPE)) {
      module.addDeserializer(type, new FromNumber<>(type, BigDecimal::byteValue));
    }
    module.addDeserializer(BigDecimal.class, new FromDecimal());
    module.addDeserializer(OptionalDouble.class, new FromDouble());
    module.addDeserializer(double[].class, new FromNumbers<>(double[].class, double.class));
    module.addDeserializer(float[].class, new FromNumbers<>(float[].class, float.class));
    // In a list, Jackson's own reader takes ["a"] for "a".
    module.addDeserializer(String.class, new FromText<>(String.class, text -> text));
    module.addDeserializer(char[].class, new FromText<>(char[].class, String::toCharArray));
    module.addDeserializer(byte[].class, new FromText<>(byte[].class, JsonReaders::bytes));
    module.addDeserializer(Date.class, new FromText<>(Date.class, JsonReaders::date));
  }

  /** Reads a time. Refuses a leap second, which Java does not have and would read as another time. */
  static Instant instant(String text) {
    var read = DateTimeFormatter.ISO_INSTANT.parse(text);
    require(!read.query(DateTimeFormatter.parsedLeapSecond()), "it is a leap second, which an Instant cannot hold");
    return Instant.from(read);
  }

  private static Date date(String text) {
    var instant = instant(text);
    var date = Date.from(instant);
    require(date.toInstant().equals(instant), "it is more exact than the milliseconds that a Date holds");
    return date;
  }

  /** Reads a UUID of 36 characters. Refuses a shorter text, which {@code UUID.fromString} would fill up. */
  static UUID id(String text) {
    var id = UUID.fromString(text);
    require(id.toString().equalsIgnoreCase(text), "it is not a whole UUID, with all its zeros");
    return id;
  }

  private static byte[] bytes(String text) {
    var bytes = Base64.getDecoder().decode(text);
    require(Base64.getEncoder().encodeToString(bytes).equals(text),
        "it is not the base64 text that its bytes are written as");
    return bytes;
  }

  private static void require(boolean sound, String otherwise) {
    if (!sound) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * Refuses Java's own types that Jackson reads from unrelated JSON: a file from any number, a calendar from digits.
   */
  private static final class Known extends SimpleDeserializers {
    private static final long serialVersionUID = 1;

    @Override
    public ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
        BeanDescription.Supplier description) {
      var known = super.findBeanDeserializer(type, config, description);
      return known == null && isJavas(type) && !MORE.contains(type.getRawClass())
          && !ExactTypes.is(type.getRawClass()) ? new Refused(type) : known;
    }

    private static boolean isJavas(JavaType type) {
      return !type.isPrimitive() && type.getRawClass().getName().matches("javax?\\..*");
    }
  }

  private static final class Refused extends StdDeserializer<Object> {
    Refused(JavaType type) {
      super(type);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
      return context.reportBadDefinition(getValueType(),
          "JSON cannot be read as a " + getValueType().getRawClass().getName()
              + "; use a text, a number or a record, and convert it");
    }
  }

  /** Makes readers of Jackson refuse JSON that they would read as another value. */
  private static final class Stricter extends ValueDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public ValueDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
        BeanDescription.Supplier description, ValueDeserializer<?> reader) {
      return new FromConstant(reader);
    }

    @Override
    public ValueDeserializer<?> modifyCollectionDeserializer(DeserializationConfig config, CollectionType type,
        BeanDescription.Supplier description, ValueDeserializer<?> reader) {
      return Set.class.isAssignableFrom(type.getRawClass()) ? new FromDistinct(reader) : reader;
    }
  }

  /** Reads a constant of an enum by its name, which an annotation may give. Refuses space around the name. */
  private static final class FromConstant extends DelegatingDeserializer {
    FromConstant(ValueDeserializer<?> reader) {
      super(reader);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
      return new FromConstant(reader);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
      var text = parser.hasToken(JsonToken.VALUE_STRING) ? parser.getString() : "";
      return text.equals(text.strip())
          ? super.deserialize(parser, context)
          : context.handleWeirdStringValue(handledType(), text, "it has a space before or after it");
    }
  }

  /** Reads a set from an array. Refuses an array that holds an element twice. */
  private static final class FromDistinct extends DelegatingDeserializer {
    FromDistinct(ValueDeserializer<?> reader) {
      super(reader);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
      return new FromDistinct(reader);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
      var array = context.bufferAsCopyOfValue(parser);
      var elements = 0;
      try (var counted = array.asParser(context)) {
        for (counted.nextToken(); counted.nextToken() != JsonToken.END_ARRAY
            && counted.currentToken() != null; elements++) {
          counted.skipChildren();
        }
      }
      try (var read = array.asParser(context)) {
        read.nextToken();
        var set = (Set<?>) super.deserialize(read, context);
        return set.size() == elements
            ? set
            : context.reportInputMismatch(this,
                "a set holds each element once, but only %2$d of these %1$d elements differ", elements,
                set.size());
      }
    }
  }

  static final class FromText<T> extends StdScalarDeserializer<T> {
    private final Class<T> type;
    private final Function<String, T> parse;

    FromText(Class<T> type, Function<String, T> parse) {
      super(type);
      this.type = type;
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return type.cast(context.handleUnexpectedToken(type, parser));
      }
      try {
        return parse.apply(parser.getString());
      } catch (IllegalArgumentException | DateTimeException e) {
        return type.cast(context.handleWeirdStringValue(type, parser.getString(), "%s", e.getMessage()));
      }
    }
  }

  /**
   * Reads a key of a map from the name that it is written as. Refuses other names, so two names never become one key.
   */
  static final class FromName extends KeyDeserializer {
    private final JsonMapping.Text<?> text;

    FromName(JsonMapping.Text<?> text) {
      this.text = text;
    }

    @Override
    public @Nullable Object deserializeKey(String name, DeserializationContext context) {
      try {
        var key = text.parse().apply(name);
        if (key.toString().equals(name)) {
          return key;
        }
      } catch (IllegalArgumentException | DateTimeException e) {
        // reported below
      }
      return context.handleWeirdKey(text.type(), name, "it is not the text that a key is written as");
    }
  }

  private static final class FromDecimal extends StdScalarDeserializer<BigDecimal> {
    FromDecimal() {
      super(BigDecimal.class);
    }

    @Override
    public BigDecimal deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.currentToken().isNumeric()) {
        return parser.getDecimalValue();
      }
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (BigDecimal) context.handleUnexpectedToken(BigDecimal.class, parser);
      }
      var text = parser.getString();
      if (text.length() <= JsonMapping.LONGEST_NUMBER) {
        try {
          var value = new BigDecimal(text);
          if (!JsonMapping.isNumber(value)) {
            return value;
          }
        } catch (IllegalArgumentException e) {
          // reported below
        }
      }
      return (BigDecimal) context.handleWeirdStringValue(BigDecimal.class, text,
          "only a decimal that ends in zeros is written as a string");
    }
  }

  /** Reads a number that the type can hold. Refuses a number that it would round: it was not written from the type. */
  private static final class FromNumber<T> extends StdScalarDeserializer<T> {
    private final Class<T> type;
    private final Function<BigDecimal, T> convert;

    FromNumber(Class<T> type, Function<BigDecimal, T> convert) {
      super(type);
      this.type = type;
      this.convert = convert;
    }

    @Override
    @SuppressWarnings("unchecked") // a primitive type casts nothing
    public T deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.currentToken().isNumeric()) {
        return (T) context.handleUnexpectedToken(type, parser);
      }
      var number = parser.getDecimalValue();
      var value = convert.apply(number);
      var text = value.toString();
      return !text.endsWith("Infinity") && new BigDecimal(text).compareTo(number) == 0
          ? value
          : (T) context.handleWeirdNumberValue(type, number, "it would be rounded to %s", text);
    }
  }

  private static final class FromDouble extends StdScalarDeserializer<OptionalDouble> {
    FromDouble() {
      super(OptionalDouble.class);
    }

    @Override
    public OptionalDouble deserialize(JsonParser parser, DeserializationContext context) {
      return OptionalDouble.of(context.readValue(parser, double.class));
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      return OptionalDouble.empty();
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return OptionalDouble.empty();
    }
  }

  /** Reads an array of primitive numbers. Reads each of them as it would be read alone. */
  private static final class FromNumbers<A> extends StdDeserializer<A> {
    private final Class<A> array;
    private final Class<?> number;

    FromNumbers(Class<A> array, Class<?> number) {
      super(array);
      this.array = array;
      this.number = number;
    }

    @Override
    public A deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.isExpectedStartArrayToken()) {
        return array.cast(context.handleUnexpectedToken(array, parser));
      }
      var read = new ArrayList<Object>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        read.add(context.readValue(parser, number));
      }
      var all = Array.newInstance(number, read.size());
      for (var i = 0; i < read.size(); i++) {
        Array.set(all, i, read.get(i));
      }
      return array.cast(all);
    }
  }
}
