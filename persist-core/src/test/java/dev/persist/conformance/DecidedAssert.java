package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.decide.Decided;
import dev.persist.view.Projection.State;
import org.assertj.core.api.AbstractAssert;

/** Checks of what became of a command: {@code assertDecided(decided).result("full")}. */
public final class DecidedAssert<S, R> extends AbstractAssert<DecidedAssert<S, R>, Decided<S, R>> {
  private DecidedAssert(Decided<S, R> actual) {
    super(actual, DecidedAssert.class);
  }

  /** Begins checks of {@code actual}. */
  public static <S, R> DecidedAssert<S, R> assertDecided(Decided<S, R> actual) {
    return new DecidedAssert<>(actual);
  }

  /** Checks that it was decided now, with {@code result}. */
  public DecidedAssert<S, R> result(R result) {
    assertThat(now().result()).as(descriptionText()).isEqualTo(result);
    return this;
  }

  /** Checks that it was decided now, and that the state after it is {@code value} at {@code seq}. */
  public DecidedAssert<S, R> after(S value, long seq) {
    assertThat(now().after()).as(descriptionText()).isEqualTo(new State<>(value, seq));
    return this;
  }

  /** Checks that it was decided now, and returns that. */
  public Decided.Now<S, R> now() {
    isInstanceOf(Decided.Now.class);
    return (Decided.Now<S, R>) actual;
  }
}
