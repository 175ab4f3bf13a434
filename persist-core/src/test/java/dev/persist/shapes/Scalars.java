package dev.persist.shapes;

import dev.persist.Json;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values of the types that hold no others. They are chosen so that a type that can hold less cannot read one. */
final class Scalars {
  private static final List<?> VALUES = List.<Object>of(
      true, false, Byte.MAX_VALUE, Byte.MIN_VALUE, Short.MAX_VALUE, Short.MIN_VALUE, Integer.MAX_VALUE,
      Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 0.1f, Float.MAX_VALUE, 0.1, Double.MAX_VALUE, 'x', "text",
      new BigInteger("1000000000000000000000000000001"), BigInteger.ONE.negate(),
      new BigDecimal("0.1234567890123456789"), new BigDecimal("10.00"), // a number, and a text
      OptionalInt.of(Integer.MAX_VALUE), OptionalInt.empty(), OptionalLong.of(Long.MAX_VALUE), OptionalLong.empty(),
      OptionalDouble.of(0.1), OptionalDouble.empty(), Json.of(Map.of("any", 1)), Json.of("text"), Json.NULL,
      Instant.parse("2026-01-31T12:30:15.000000001Z"), LocalDate.of(2026, 1, 31), LocalTime.of(12, 30, 15, 1),
      LocalDateTime.of(2026, 1, 31, 12, 30), OffsetDateTime.parse("2026-01-31T12:30:15+02:00"),
      OffsetTime.parse("12:30:15+02:00"), ZonedDateTime.parse("2026-01-31T12:30:15+01:00[Europe/Berlin]"),
      Year.of(2026), YearMonth.of(2026, 1), MonthDay.of(1, 31), Duration.ofMillis(90_001), Period.of(1, 2, 3),
      UUID.fromString("0f6c1b9a-52d1-4c3c-9f0a-2b8f6a1d4e57"), URI.create("https://example.org/a?b=c"),
      Currency.getInstance("EUR"));

  private static final Map<Class<?>, List<?>> BY_TYPE = Stream.concat(
      VALUES.stream()
          .collect(Collectors.groupingBy(Object::getClass, Collectors.<Object>toUnmodifiableList()))
          .entrySet()
          .stream()
          .map(each -> Map.<Class<?>, List<?>>entry(each.getKey(), each.getValue())),
      Stream.of(
          Map.<Class<?>, List<?>>entry(ZoneId.class, List.of(ZoneId.of("Europe/Berlin"))),
          Map.<Class<?>, List<?>>entry(ZoneOffset.class, List.of(ZoneOffset.ofHours(2)))))
      .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private Scalars() {}

  static List<?> of(Class<?> type) {
    var boxed = MethodType.methodType(type).wrap().returnType();
    var values = BY_TYPE.get(boxed);
    if (values == null) {
      throw new IllegalStateException("there is no sample of " + type.getName() + "; add one to Scalars");
    }
    return values;
  }
}
