package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.File;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.Month;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read as the type it was written from, or refused. */
class TypedJsonTest {
  record Small(int number) {}

  record Large(long number) {}

  record Yes(boolean flag) {}

  record Day(DayOfWeek day) {}

  record When(Instant at) {}

  record Fine(double number) {}

  record Rough(float number) {}

  record Text(String text) {}

  record Exact(BigDecimal number) {}

  record Letter(char letter) {}

  record Spring(Month month) {}

  record Priced(Cents price) {}

  /** What makes one from something else is for programs, not for JSON. */
  record Cents(long cents) {
    Cents(int pounds) {
      this(100L * pounds);
    }

    static Cents valueOf(String text) {
      return new Cents(text.length());
    }
  }

  record Tiny(byte number) {}

  record Perhaps(OptionalDouble number) {}

  @SuppressWarnings("ArrayRecordComponent") // they are compared as JSON
  record Fines(double[] numbers) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Roughs(float[] numbers) {}

  record Id(UUID id) {}

  record Names(Set<String> names) {}

  record Days(EnumSet<DayOfWeek> days) {}

  record Sorted(SortedSet<Double> numbers) {}

  record Old(Date date) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Image(byte[] bytes) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Counts(int[] numbers) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Secret(char[] characters) {}

  record ByDay(Map<DayOfWeek, Integer> map) {}

  record Place(File file) {}

  record Planned(Calendar at) {}

  record Numbered(Map<Long, Integer> map) {}

  record Dated(Map<Instant, Integer> map) {}

  @Test
  void json_of_another_type_is_refused_naming_field_value_and_type() {
    var refused = new LinkedHashMap<Class<?>, List<String>>();
    refused.put(Small.class, List.of("3.7", "19.99", "\"4\"", "true", "2147483648", "null", "[1]", "\"\""));
    refused.put(Large.class, List.of("19.99", "\"4\"", "false", "9223372036854775808"));
    refused.put(Yes.class, List.of("1", "0", "\"true\"", "\"\""));
    refused.put(Day.class, List.of("\" FRIDAY\"", "\"FRIDAY \"", "5", "\"5\"", "\"friday\"", "\"\""));
    refused.put(Spring.class, List.of("5", "\"5\"", "\"05\"", "\"May\"", "\"\""));
    refused.put(Priced.class, List.of("12", "\"junk\""));
    refused.put(When.class,
        List.of("1732600000000", "1.5", "\"1732600000000\"", "\"2024-01-01\"", "\"\"", "[2024,1,1]",
            "\"2026-06-30T23:59:60Z\""));
    refused.put(Fine.class,
        List.of("9007199254740993", "1e400", "0.10000000000000000000000000000001", "\"1\"", "\"NaN\""));
    refused.put(Rough.class, List.of("16777217", "1e40", "0.123456789", "\"1\""));
    refused.put(Tiny.class, List.of("200", "256", "-129", "3.7", "\"4\""));
    refused.put(Perhaps.class, List.of("9007199254740993", "1e400", "0.10000000000000000000000000000001", "\"1\""));
    refused.put(Fines.class,
        List.of("[9007199254740993]", "[0.10000000000000000000000000000001]", "[\"NaN\"]", "[null]", "[[1]]",
            "\"AAAAAAAAAAA=\""));
    refused.put(Roughs.class, List.of("[16777217]", "[0.123456789]", "\"P4AAAA==\""));
    refused.put(Id.class, List.of("\"1-1-1-1-1\"", "\"AAAAAAAAAAAAAAAAAAAAAA==\"", "\"x\"", "1"));
    refused.put(Names.class, List.of("[\"a\",\"b\",\"a\"]", "[[\"a\"]]", "\"a\"", "{}"));
    refused.put(Days.class, List.of("[\"MONDAY\",\"MONDAY\"]"));
    refused.put(Sorted.class, List.of("[1.5,1.5]"));
    refused.put(Old.class, List.of("\"2026-01-01T00:00:00.1234Z\"", "\"2026-06-30T23:59:60Z\"", "5"));
    refused.put(Image.class, List.of("\"QR==\"", "\"QQ\"", "\" QQ==\"", "\"QQ==QQ==\"", "[65]"));
    refused.put(Secret.class, List.of("[\"a\",\"b\"]", "4"));
    refused.put(ByDay.class, List.of("{\" FRIDAY\":1}", "{\"friday\":1}"));
    refused.put(Counts.class, List.of("[1,null]", "[1.5]"));
    refused.put(Place.class, List.of("5", "\"x\""));
    refused.put(Planned.class, List.of("5", "\"5\"", "\"2026-01-01\""));
    refused.put(Numbered.class, List.of("{\"01\":1}", "{\"+1\":1}", "{\"x\":1}"));
    refused.put(Dated.class, List.of("{\"2024-01-01T00:00:00.000Z\":1}", "{\"\":1}"));
    refused.put(Text.class, List.of("4", "true", "1.5", "{}", "[]"));
    refused.put(Exact.class, List.of("\"4\"", "\"1.5\"", "\"\"", "\"x\"", "true"));
    refused.put(Letter.class, List.of("52", "\"ab\"", "\"\""));
    refused.forEach((type, values) -> values.forEach(
        value -> assertThatIllegalArgumentException().as(value + " as " + type)
            .isThrownBy(
                () -> Json.parse("{\"" + type.getRecordComponents()[0].getName() + "\":" + value + "}").as(type))
            .withMessageStartingWith("not a " + type.getSimpleName() + ": " + type.getRecordComponents()[0].getName())
            .withMessageContaining(Json.parse(value).toString().replaceAll("^\"|\"$", ""))
            .withMessageNotContaining("CoercionConfig")
            .withMessageNotContaining("Feature")));
  }

  record Rare(Year year, YearMonth month, URI where, OptionalDouble number, Map<Instant, byte[]> map) {}

  @Test
  void rare_values_are_read_back_as_they_were() {
    for (var year : List.of(-999_999_999, -1, 0, 5, 999, 2024, 10_000, 999_999_999)) {
      var rare = new Rare(Year.of(year), YearMonth.of(year, 2), URI.create(""), OptionalDouble.of(year / 3.0),
          Map.of());
      assertThat(Json.of(rare).as(Rare.class)).isEqualTo(rare);
    }
    var date = Date.from(Instant.parse("0385-07-25T00:00:00Z"));
    assertThat(Json.of(date).as(Date.class)).isEqualTo(date);
    for (var numbers : List.of(new double[]{}, new double[]{1, -0.5, 1e300})) {
      assertThat(Json.of(new Fines(numbers)).as(Fines.class).numbers()).containsExactly(numbers);
    }
  }

  @Test
  void what_a_value_was_written_as_is_not_all_that_is_read() {
    var names = Json.parse("{\"names\":[\"b\",\"a\"]}").as(Names.class);
    assertThat(names.names()).containsExactlyInAnyOrder("a", "b");
    assertThat(Json.of("2026-01-01T01:00:00+01:00").as(Instant.class)).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Json.of("123E4567-E89B-12D3-A456-426614174000").as(UUID.class))
        .isEqualTo(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
    assertThat(Json.of("QQ==").as(byte[].class)).containsExactly('A');
  }

  /** The rules of a zone change while events of later dates are stored; what they say is when, not what a clock shows. */
  @Test
  void a_time_in_a_zone_keeps_its_instant_whatever_the_zone_says_now() {
    assertThat(Json.of("2026-01-01T00:00+05:00[Europe/Berlin]").as(ZonedDateTime.class))
        .isEqualTo(ZonedDateTime.parse("2025-12-31T20:00+01:00[Europe/Berlin]"));
  }

  /** A pattern that looks for advice in it takes its length squared. */
  @Test
  void a_long_text_where_a_number_is_due_is_refused_in_few_words_and_soon() {
    var text = Json.of(": disable".repeat(100_000) + ",");
    assertThatIllegalArgumentException().isThrownBy(() -> text.as(int.class))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_500));
  }

  @Test
  void a_month_is_its_name() {
    assertThat(Json.of(new Spring(Month.MAY))).hasToString("{\"month\":\"MAY\"}");
    assertThat(Json.of(new Spring(Month.MAY)).as(Spring.class)).isEqualTo(new Spring(Month.MAY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.00", "0.00", "1E+3", "1E-7", "-0.10", "0", "12", "1.5", "100", "0.000001"})
  void a_decimal_keeps_its_zeros(String text) {
    var decimal = new BigDecimal(text);
    assertThat(Json.of(decimal).as(BigDecimal.class)).isEqualTo(decimal);
    assertThat(Json.of(new Exact(decimal)).as(Exact.class)).isEqualTo(new Exact(decimal));
  }

  @Test
  void an_enum_is_stored_by_its_name_whatever_its_text_is() {
    assertThat(Json.of(Loud.YES)).hasToString("\"YES\"");
    assertThat(Json.of("YES").as(Loud.class)).isEqualTo(Loud.YES);
  }

  enum Loud {
    YES;

    @Override
    public String toString() {
      return "yes!";
    }
  }

  /** What it works out is no component. */
  record Cart(int quantity, int price) {
    public int getTotal() {
      return quantity * price;
    }

    public boolean isEmpty() {
      return quantity == 0;
    }
  }

  @Test
  void of_a_record_its_components_are_stored_and_nothing_that_it_works_out() {
    assertThat(Json.of(new Cart(2, 3))).hasToString("{\"price\":3,\"quantity\":2}");
  }
}
