package dev.persist.conformance;

import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.conformance.Drawn.Means;
import dev.persist.conformance.Drawn.Pair;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws JSON, and events of {@link Drawn}, with what lies at the edges among them. */
final class DrawnEvents {
  private static final List<String> ZONES = List.of("Europe/Paris", "UTC", "Z", "+05:30", "America/St_Johns", "GMT+2");

  private final Random random;

  DrawnEvents(long seed) {
    random = new Random(seed);
  }

  /** JSON within the limits: up to the deepest, the longest names and numbers. */
  Json json() {
    return json(Limits.JSON_DEPTH);
  }

  private Json jsonInEvent() {
    return json(Limits.JSON_DEPTH - 2); // in an object, and in a map in that
  }

  private Json json(int deepest) {
    return Json.parse(nested(below(10) == 0 ? deepest : below(5)));
  }

  private String nested(int depth) {
    if (depth == 0) {
      return scalar();
    }
    var inner = new ArrayList<>(List.of(nested(depth - 1)));
    while (below(3) == 0) {
      inner.add(scalar());
    }
    if (random.nextBoolean()) {
      return "[" + String.join(",", inner) + "]";
    }
    var fields = new LinkedHashMap<String, String>();
    inner.forEach(
        value -> fields.put(Json.of(below(50) == 0 ? "n".repeat(Limits.JSON_NAME) : text()).toString(), value));
    return fields.entrySet()
        .stream()
        .map(each -> each.getKey() + ":" + each.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String scalar() {
    return switch (below(6)) {
      case 0 -> "null";
      case 1 -> "" + random.nextBoolean();
      case 2 -> Json.of(text()).toString();
      case 3 -> integer().toString();
      default -> decimal().toString();
    };
  }

  Drawn event() {
    return switch (below(7)) {
      case 0 -> new Drawn.Numbers(flag(), (byte) number(), (short) number(), (int) number(), number(), rough(), fine(),
          flag(), (byte) number(), (short) number(), (int) number(), number(), rough(), fine(), integer(), decimal());
      case 1 -> new Drawn.Texts(text(), letter(), letter(), UUID.nameUUIDFromBytes(new byte[]{(byte) number()}),
          URI.create("urn:x:" + below(9)), Currency.getInstance("GBP"), day(), Month.of(1 + below(12)));
      case 2 -> times();
      case 3 -> new Drawn.Perhaps(perhaps(this::text), flag() ? OptionalInt.of((int) number()) : OptionalInt.empty(),
          flag() ? OptionalLong.of(number()) : OptionalLong.empty(),
          flag() ? OptionalDouble.of(fine()) : OptionalDouble.empty(), perhaps(() -> means(2)),
          perhaps(() -> some(() -> (int) number())));
      case 4 -> many();
      case 5 -> new Drawn.Nothing();
      default -> new Drawn.Within(means(3), new Pair<>(means(1), means(0)), jsonInEvent());
    };
  }

  private Drawn times() {
    var zone = ZoneId.of(ZONES.get(below(ZONES.size())));
    var offset = ZoneOffset.ofTotalSeconds(below(36_000) - 18_000);
    var at = Instant.ofEpochSecond(random.nextLong(-62_135_596_800L, 253_402_300_800L),
        flag() ? 0 : random.nextInt(1_000_000_000));
    var local = at.atZone(zone).toLocalDateTime();
    return new Drawn.Times(below(9) == 0 ? Instant.MAX : at, below(9) == 0 ? LocalDate.MIN : local.toLocalDate(),
        below(9) == 0 ? LocalTime.MAX : local.toLocalTime(), local, at.atOffset(offset),
        at.atOffset(offset).toOffsetTime(), at.atZone(zone), Year.of(local.getYear()), YearMonth.from(local),
        MonthDay.from(local), Duration.ofSeconds(number() >> 4, below(1_000_000_000)),
        Period.of((int) number(), below(99), -below(99)), zone, offset);
  }

  private Drawn many() {
    return new Drawn.Many(some(this::decimal), new HashSet<>(some(() -> means(1))), by(this::text, this::jsonInEvent),
        by(this::day, () -> new Pair<>(below(3), below(3))), by(() -> (int) number(), () -> some(() -> Instant.EPOCH)),
        by(() -> LocalDate.ofEpochDay(below(99_999)), this::flag), by(() -> new UUID(number(), number()), this::number),
        by(() -> Instant.ofEpochMilli(number()), this::text), by(this::number, () -> new HashSet<>(some(this::text))),
        new TreeSet<>(some(this::text)), new TreeMap<>(by(this::text, () -> below(9))));
  }

  private Means means(int depth) {
    return switch (below(depth == 0 ? 2 : 3)) {
      case 0 -> new Means.Cash();
      case 1 -> new Means.GiftCard(text(), decimal());
      default -> new Means.Shared.Split(some(() -> means(depth - 1)));
    };
  }

  private <T> List<T> some(Supplier<T> element) {
    return Stream.generate(element).limit(below(4)).toList();
  }

  private <K, V> Map<K, V> by(Supplier<K> key, Supplier<V> value) {
    var map = new HashMap<K, V>();
    some(key).forEach(each -> map.put(each, value.get()));
    return map;
  }

  private <T> Optional<T> perhaps(Supplier<T> value) {
    return flag() ? Optional.of(value.get()) : Optional.empty();
  }

  private String text() {
    return Stream
        .generate(() -> Arrays.asList("", "a", "\0", "\n", "\"", "\\", "é", "\ud83d\ude00", "$", "\u2028", "{"))
        .limit(below(4))
        .map(each -> each.get(below(each.size())))
        .collect(Collectors.joining());
  }

  private char letter() {
    return "a\0\"é\u2028".charAt(below(5));
  }

  private DayOfWeek day() {
    return DayOfWeek.of(1 + below(7));
  }

  private boolean flag() {
    return random.nextBoolean();
  }

  private long number() {
    return switch (below(4)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      case 2 -> below(3) - 1;
      default -> random.nextLong();
    };
  }

  private float rough() {
    return below(4) == 0 ? Float.MIN_VALUE : Float.intBitsToFloat(random.nextInt(1, 0x7f800000));
  }

  private double fine() {
    return below(4) == 0 ? Double.MAX_VALUE : Double.longBitsToDouble(random.nextLong(1, 0x7ff0000000000000L));
  }

  private BigInteger integer() {
    var most = BigInteger.TEN.pow(Limits.NUMBER_DIGITS).subtract(BigInteger.ONE);
    return below(9) == 0 ? most.negate() : new BigInteger(1 + below(200), random).subtract(BigInteger.TWO);
  }

  private BigDecimal decimal() {
    return below(9) == 0
        ? new BigDecimal(integer()).setScale(below(9)).add(BigDecimal.ONE.movePointLeft(Limits.NUMBER_DIGITS))
        : new BigDecimal(new BigInteger(1 + below(80), random), below(60) - 20).setScale(below(50) + 40);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }
}
