package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A codec stores nothing that it could not read. */
class CodecTest {
  record Count(Integer number) {}

  sealed interface State {
    record Open(BigDecimal worth) implements State {}

    record Shut() implements State {}
  }

  @Test
  void a_codec_reads_what_it_encodes_also_as_a_sealed_family() {
    var codec = Codec.of(State.class);
    for (var state : List.of(new State.Open(new BigDecimal("10.00")), new State.Shut())) {
      assertThat(codec.decode().apply(codec.encode().apply(state))).isEqualTo(state);
    }
    assertThat(codec.encode().apply(new State.Shut())).hasToString("{\"shut\":{}}");
  }

  @Test
  @SuppressWarnings("NullAway") // what callers do all the same
  void a_codec_refuses_what_it_could_not_read() {
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.of(Count.class).encode().apply(new Count(null)))
        .withMessageContaining("number");
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.of(Gone.class).encode().apply(new Gone()))
        .withMessageContaining("another value");
  }

  /** Is not set to what it was given. */
  static final class Gone {
    private int left = 1;

    public int getLeft() {
      return left;
    }

    public void setLeft(int left) {
      this.left = left + 1;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // that is what is refused
  record Bytes(byte[] bytes) {}

  record Unordered(Collection<String> either) {}

  record AnyThing(List<Object> things) {}

  record Legacy(Optional<Date> date) {}

  record ByCount(Map<Count, String> counts) {}

  record Mixed(Map<String, Unit> units) {}

  sealed interface Unit {
    enum Length implements Unit {
      METRE
    }
  }

  record Deep(List<Map<String, Unordered>> list) {}

  /** A null in it is either. */
  record PerhapsJson(Map<String, Optional<Json>> json) {}

  record Twice(Optional<Optional<String>> text) {}

  @Test
  void an_exact_codec_is_made_of_types_whose_values_are_read_back_equal() {
    for (var record : List.of(Bytes.class, Unordered.class, AnyThing.class, Legacy.class, ByCount.class, Mixed.class,
        Deep.class, PerhapsJson.class, Twice.class)) {
      assertThatIllegalArgumentException().isThrownBy(() -> Codec.exact(record))
          .withMessageContaining((record == Deep.class ? Unordered.class : record).getSimpleName());
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.exact(Bytes.class))
        .withMessageContaining("\"bytes\"")
        .withMessageContaining("byte[]");
  }

  record Amount(double rate, Optional<String> note, List<Amount> parts) {}

  @Test
  void an_exact_codec_refuses_a_value_that_would_not_be_read_back_equal() {
    var codec = Codec.exact(Amount.class);
    var sound = new Amount(0.0, Optional.of(""), List.of(new Amount(1e-300, Optional.empty(), List.of())));
    assertThat(codec.decode().apply(codec.encode().apply(sound))).isEqualTo(sound);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode().apply(new Amount(-0.0, Optional.empty(), List.of())))
        .withMessageContaining("rate=-0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode().apply(new Amount(Double.NaN, Optional.empty(), List.of())));
  }

  sealed interface Both extends Left, Right {
    record Middle() implements Both {}
  }

  sealed interface Left extends Whole permits Both {}

  sealed interface Right extends Whole permits Both {}

  sealed interface Whole permits Left, Right {}

  @Test
  void a_record_of_two_interfaces_of_a_family_is_one_record() {
    assertThat(Json.of(Codec.of(Whole.class).encode().apply(new Both.Middle()))).hasToString("{\"middle\":{}}");
  }

  record Fine(double number) {}

  @Test
  void a_state_that_would_be_read_back_unequal_is_refused_where_its_type_tells() {
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.of(Double.class).encode().apply(-0.0));
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.of(Fine.class).encode().apply(new Fine(-0.0)));
    assertThat(Codec.of(Fine.class).encode().apply(new Fine(0.0))).hasToString("{\"number\":0}");
  }

  @SuppressWarnings("rawtypes") // that is what is refused
  record RawMap(Map map) {}

  @SuppressWarnings("rawtypes")
  record RawList(List list) {}

  @SuppressWarnings("rawtypes")
  record RawOptional(Optional some) {}

  @Test
  void a_holder_of_anything_is_refused() {
    for (var record : List.of(RawMap.class, RawList.class, RawOptional.class)) {
      assertThatIllegalArgumentException().isThrownBy(() -> Codec.exact(record)).withMessageContaining("of anything");
    }
  }

  record Endless<T>(Optional<T> some, List<Endless<List<T>>> more) {}

  record EndlessOfText(Endless<String> endless) {}

  @Test
  void a_type_that_is_made_of_others_without_an_end_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.exact(EndlessOfText.class))
        .withMessageContaining("Endless");
  }

  record Some(List<Optional<Integer>> some) {}

  @Test
  void an_optional_in_a_list_comes_back() {
    var codec = Codec.exact(Some.class);
    var sound = new Some(List.of(Optional.of(1), Optional.empty()));
    assertThat(codec.decode().apply(codec.encode().apply(sound))).isEqualTo(sound);
  }

  static final class Hidden {
    private final int secret = 1;

    int twice() {
      return 2 * secret;
    }
  }

  @Test
  void what_json_would_lose_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(new Hidden())).withMessageContaining("Hidden");
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(Map.of("a", new Object())));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(Map.of(1, "a", "1", "b")))
        .withMessageContaining("\"1\"");
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(new Mixed(Map.of("a", Unit.Length.METRE))));
    var cycle = Arrays.<Object>asList(1, null);
    cycle.set(1, cycle);
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(cycle));
    var holdsItself = new AtomicReference<Object>();
    holdsItself.set(holdsItself);
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(holdsItself));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(new BigDecimal("1." + "0".repeat(5_000))))
        .withMessageContaining("NUMBER_DIGITS");
    Object deep = 1;
    for (var i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    var deepest = deep;
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(deepest));
  }
}
