package dev.persist.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Json;
import dev.persist.log.EventTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which samples there are of an event. */
class SamplesTest {
  @TempDir private Path dir;

  record Everything(
      boolean yes, char letter, byte tiny, Short small, SortedSet<Integer> numbers, SortedMap<Flag, List<Part>> parts,
      Map<String, Optional<Flag>> flags, Means means, Tree tree) {}

  enum Flag {
    UP, DOWN
  }

  record Part(double weight) {}

  sealed interface Means {
    record Cash() implements Means {}

    record Card(String number) implements Means {}
  }

  /** A record that holds itself. */
  record Tree(List<Tree> branches, Optional<Tree> best) {}

  @Test
  void samples_use_all_that_a_type_can_hold() {
    var file = dir.resolve("events.json");
    EventShapes.of(EventTypes.of(Everything.class)).check(file, true);
    assertThat(file).content()
        .contains("\"flags\":{\"map of\":[\"String\",{\"none or\":\"DOWN | UP\"}]}",
            "\"means\":{\"one of\":{\"card\":{\"number\":\"String\"},\"cash\":{}}}",
            "\"numbers\":{\"set of\":\"Integer\"}", "\"tree\":{\"best?\":\"Tree\",\"branches\":[\"Tree\"]}",
            "\"parts\":{\"map of\":[\"DOWN | UP\",[{\"weight\":\"double\"}]]}", "\"yes\":true", "\"yes\":false",
            "\"tiny\":-128", "\"tiny\":127", "\"numbers\":[]", "{\"card\":{\"number\":\"text\"}}", "{\"cash\":{}}",
            "\"best\":null", "\"letter\":\"x\"", "{\"UP\":");
  }

  record Scalar(
      boolean a, Boolean b, byte c, Byte d, short e, Short f, int g, Integer h, long i, Long j, float k, Float l,
      double m, Double n, char o, Character p, String q, BigInteger r, BigDecimal s, OptionalInt t, OptionalLong u,
      OptionalDouble v, Json w, Instant x, LocalDate y, LocalTime z, LocalDateTime aa, OffsetDateTime ab,
      OffsetTime ac, ZonedDateTime ad, Year ae, YearMonth af, MonthDay ag, Duration ah, Period ai, ZoneOffset aj,
      ZoneId ak, Month al, UUID am, URI an, Currency ao) {}

  @Test
  void each_type_that_holds_no_other_has_a_sample() {
    var file = dir.resolve("events.json");
    EventShapes.of(EventTypes.of(Scalar.class)).check(file, true);
    EventShapes.of(EventTypes.of(Scalar.class)).check(file, false);
    assertThat(file).content().contains("\"aj\":\"+02:00\",\"ak\":\"Europe/Berlin\",\"al\":\"DECEMBER\"");
  }

  record Price(long cents, String currency) {
    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

    Price {
      if (cents < 0 || !CODE.matcher(currency).matches()) {
        throw new IllegalArgumentException("no price: " + cents + " " + currency);
      }
    }
  }

  record Paid(Price price, int parts) {}

  record Basket(List<Price> prices, Optional<Price> tip, Map<String, Price> vouchers) {}

  @Test
  void an_example_counts_for_the_records_in_it() {
    var price = new Price(5, "EUR");
    for (var basket : List.of(new Basket(List.of(price), Optional.empty(), Map.of()),
        new Basket(List.of(), Optional.of(price), Map.of()),
        new Basket(List.of(), Optional.empty(), Map.of("v", price)))) {
      var file = dir.resolve(basket + ".json");
      EventShapes.of(EventTypes.of(Basket.class)).example(basket).check(file, true);
      assertThat(file).content().contains("{\"cents\":9223372036854775807,\"currency\":\"EUR\"}");
    }
  }

  @Test
  void a_record_that_refuses_generated_values_needs_an_example() {
    var file = dir.resolve("events.json");
    var check = EventShapes.of(EventTypes.of(Paid.class));
    assertThatThrownBy(() -> check.check(file, true)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no sample of " + Price.class.getName())
        .hasMessageContaining("no price: 9223372036854775807 text")
        .hasMessageContaining(".example(new Price(…))");
    assertThat(file).doesNotExist();
    check.example(new Price(5, "EUR")).check(file, true);
    assertThat(file).content()
        .contains("{\"cents\":5,\"currency\":\"EUR\"}", "{\"cents\":9223372036854775807,\"currency\":\"EUR\"}")
        .doesNotContain("-9223372036854775808");
  }
}
