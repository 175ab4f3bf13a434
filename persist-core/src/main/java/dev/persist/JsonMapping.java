package dev.persist;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.databind.type.LogicalType;

/**
 * Says how Java values and JSON are turned into each other. Nothing is converted in silence: a value is read back
 * equal, or refused, and JSON is read as the type it was written from, or refused. Storage format.
 */
final class JsonMapping {
  /**
   * The types that are stored as the text of {@code toString}, which says all of a value; Jackson's forms omit zones.
   */
  static final List<Text<?>> TEXTS = List.of(
      new Text<>(Instant.class, JsonReaders::instant), new Text<>(LocalDate.class, LocalDate::parse),
      new Text<>(LocalTime.class, LocalTime::parse), new Text<>(LocalDateTime.class, LocalDateTime::parse),
      new Text<>(OffsetDateTime.class, OffsetDateTime::parse), new Text<>(OffsetTime.class, OffsetTime::parse),
      new Text<>(ZonedDateTime.class, ZonedDateTime::parse), new Text<>(Year.class, JsonMapping::year),
      new Text<>(YearMonth.class, JsonMapping::yearMonth), new Text<>(MonthDay.class, MonthDay::parse),
      new Text<>(Duration.class, Duration::parse), new Text<>(Period.class, Period::parse),
      new Text<>(ZoneOffset.class, ZoneOffset::of), new Text<>(ZoneId.class, ZoneId::of),
      new Text<>(Month.class, Month::valueOf), new Text<>(UUID.class, JsonReaders::id),
      new Text<>(URI.class, URI::create),
      new Text<>(Currency.class, Currency::getInstance));

  /** The types of numbers that may be keys of a map, as names of fields. */
  private static final List<Text<?>> NUMBERS = List.of(
      new Text<>(Byte.class, Byte::valueOf), new Text<>(Short.class, Short::valueOf),
      new Text<>(Integer.class, Integer::valueOf), new Text<>(Long.class, Long::valueOf),
      new Text<>(Float.class, Float::valueOf), new Text<>(Double.class, Double::valueOf));

  private static final Set<Class<?>> OPTIONAL = Set.of(Optional.class, OptionalInt.class, OptionalLong.class,
      OptionalDouble.class);

  /**
   * The most levels that are read. An archive, an outcome or a request nests a value deeper than {@link
   * Limits#JSON_DEPTH}, but never this deep.
   */
  private static final int DEEPEST = 500;

  /** The longest number that is read, in characters. Zeros at its end do not count against the limit on digits. */
  static final int LONGEST_NUMBER = 4 * Limits.NUMBER_DIGITS;

  private JsonMapping() {}

  record Text<T>(Class<T> type, Function<String, T> parse) {
    void addTo(SimpleModule module) {
      module.addSerializer(type, new ToStringSerializer(type));
      module.addDeserializer(type, new JsonReaders.FromText<>(type, parse));
      module.addKeySerializer(type, new ToName<>(type));
      module.addKeyDeserializer(type, new JsonReaders.FromName(this));
    }
  }

  /** Reads what {@code Year.toString} writes. {@code Year.parse} cannot, for years before 1000 and after 9999. */
  private static Year year(String text) {
    return Year.of(Integer.parseInt(text));
  }

  /** Reads what {@code YearMonth.toString} writes. {@code YearMonth.parse} cannot, for years after 9999. */
  private static YearMonth yearMonth(String text) {
    return YearMonth.parse(text.indexOf('-') > 4 ? "+" + text : text);
  }

  static JsonMapper mapper() {
    var types = new SimpleModule();
    JsonReaders.addTo(types);
    TEXTS.forEach(text -> text.addTo(types));
    NUMBERS.forEach(number -> types.addKeyDeserializer(number.type, new JsonReaders.FromName(number)));
    types.addSerializer(Date.class, new ToInstant());
    types.addSerializer(BigDecimal.class, new ToDecimal());
    var limits = StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(LONGEST_NUMBER).build();
    var factory = JsonFactory.builder()
        .streamReadConstraints(limits)
        .recyclerPool(JsonRecyclerPools.sharedBoundedPool()) // the default one slows down as virtual threads take turns
        .build();
    return JsonMapper.builder(factory)
        .addModule(types)
        .annotationIntrospector(new Annotations())
        .changeDefaultVisibility(visible -> visible.withCreatorVisibility(Visibility.NONE) // a record has one form
            .withScalarConstructorVisibility(Visibility.NONE))
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
        .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(MapperFeature.INFER_RECORD_GETTERS_FROM_COMPONENTS_ONLY)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
        .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
        .withCoercionConfigDefaults(shapes -> {
          for (var shape : CoercionInputShape.values()) {
            shapes.setCoercion(shape, CoercionAction.Fail);
          }
        })
        .withCoercionConfig(LogicalType.Float,
            shapes -> shapes.setCoercion(CoercionInputShape.Integer, CoercionAction.TryConvert))
        .build();
  }

  /** Answers what Jackson asks about annotations, for types that have none. */
  private static final class Annotations extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    /**
     * Requires all components except Optional ones. So an Optional component can be added to a record already stored.
     */
    @Override
    public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
      return member instanceof AnnotatedParameter
          ? Boolean.valueOf(!OPTIONAL.contains(member.getRawType()))
          : super.hasRequiredMarker(config, member);
    }

    /** Writes a value that is declared as a sealed family as an object with one field, named for the value's record. */
    @Override
    public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
      var asked = super.findPolymorphicTypeInfo(config, annotated);
      return asked == null && Families.is(annotated.getRawType())
          ? JsonTypeInfo.Value.construct(
              JsonTypeInfo.Id.NAME, JsonTypeInfo.As.WRAPPER_OBJECT, null, null, false, true, null)
          : asked;
    }

    @Override
    public List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
      return super.findPolymorphicTypeInfo(config, annotated) == null && Families.is(annotated.getRawType())
          ? Families.records(annotated.getRawType())
              .entrySet()
              .stream()
              .map(each -> new NamedType(each.getValue(), each.getKey()))
              .toList()
          : super.findSubtypes(config, annotated);
    }
  }

  /** Writes a key of a map as the name of a field. */
  private static final class ToName<T> extends StdSerializer<T> {
    ToName(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      out.writeName(value.toString());
    }
  }

  /** Returns whether a JSON number keeps all of {@code value}. */
  static boolean isNumber(BigDecimal value) {
    return new BigDecimal(Json.text(value)).scale() == value.scale();
  }

  /** Writes a date of any year. Jackson's own writer counts the days before 1582 differently. */
  private static final class ToInstant extends StdSerializer<Date> {
    ToInstant() {
      super(Date.class);
    }

    @Override
    public void serialize(Date value, JsonGenerator out, SerializationContext context) {
      out.writeString(value.toInstant().toString());
    }
  }

  /**
   * Writes a decimal as a number (1.5), or as a string when it ends in zeros, which JSON numbers do not keep (10.00).
   */
  private static final class ToDecimal extends StdSerializer<BigDecimal> {
    ToDecimal() {
      super(BigDecimal.class);
    }

    @Override
    public void serialize(BigDecimal value, JsonGenerator out, SerializationContext context) {
      if (isNumber(value)) {
        out.writeNumber(Json.text(value));
      } else {
        var text = value.toString();
        Limits.atMost("the characters of a decimal that ends in zeros", "NUMBER_DIGITS", LONGEST_NUMBER, text.length());
        out.writeString(text);
      }
    }
  }
}
