package dev.persist.conformance;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of what is built on persist: its subclass runs once on each of {@link Engines}, each test on an empty store. */
@ParameterizedClass
@EnumSource(Engines.class)
public abstract class EveryEngineTest extends OpenStore {
  @Parameter Engines engines;

  @Override
  final Engine newEngine() {
    return engines.get();
  }
}
