package dev.persist.conformance;

import dev.persist.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;

/** Events with a component of every type that events may have. */
sealed interface Drawn {
  record Numbers(boolean flag, byte tiny, short small, int number, long large, float rough, double fine,
      Boolean boxedFlag, Byte boxedTiny, Short boxedSmall, Integer boxed, Long boxedLarge, Float boxedRough,
      Double boxedFine, BigInteger huge, BigDecimal exact) implements Drawn {}

  record Texts(String text, char letter, Character boxedLetter, UUID id, URI where, Currency currency, DayOfWeek day,
      Month birthday)
      implements
        Drawn {}

  record Times(Instant instant, LocalDate date, LocalTime time, LocalDateTime local, OffsetDateTime offset,
      OffsetTime offsetTime, ZonedDateTime zoned, Year year, YearMonth month, MonthDay monthDay, Duration duration,
      Period period, ZoneId zone, ZoneOffset zoneOffset) implements Drawn {}

  record Perhaps(Optional<String> text, OptionalInt number, OptionalLong large, OptionalDouble fine,
      Optional<Means> means, Optional<List<Integer>> list) implements Drawn {}

  record Many(List<BigDecimal> list, Set<Means> set, Map<String, Json> byText, Map<DayOfWeek, Pair<Integer>> byDay,
      Map<Integer, List<Instant>> byNumber, Map<LocalDate, Boolean> byDate, Map<UUID, Long> byId,
      Map<Instant, String> byInstant, Map<Long, Set<String>> byLarge,
      SortedSet<String> sorted, SortedMap<String, Integer> sortedBy) implements Drawn {}

  record Nothing() implements Drawn {}

  record Within(Means means, Pair<Means> pair, Json json) implements Drawn {}

  /** A generic record. */
  record Pair<T>(T left, T right) {}

  /** A family in a family; one of its records holds others of it. */
  sealed interface Means {
    record Cash() implements Means {}

    record GiftCard(String code, BigDecimal worth) implements Means {}

    sealed interface Shared extends Means {
      record Split(List<Means> parts) implements Shared {}
    }
  }
}
