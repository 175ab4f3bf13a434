package dev.persist.conformance;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test of what is built on persist. Its subclass runs once on each of {@link Engines}, each test on an empty store. {@code
 * -Dpersist.engines=memory,sqlite} names the engines to run on.
 */
@ParameterizedClass
@MethodSource("chosen")
public abstract class EveryEngineTest extends OpenStore {
  @Parameter Engines engines;

  @Override
  final Engine newEngine() {
    return engines.get();
  }

  static Stream<Engines> chosen() {
    return chosen(System.getProperty("persist.engines", ""));
  }

  static Stream<Engines> chosen(String names) {
    return names.isEmpty() ? Stream.of(Engines.values()) : Stream.of(names.split(",")).map(EveryEngineTest::engine);
  }

  private static Engines engine(String name) {
    return Arrays.stream(Engines.values())
        .filter(engine -> engine.name().equals(name.strip().toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("persist.engines names \"" + name + "\"; the engines are "
            + Arrays.toString(Engines.values()).toLowerCase(Locale.ROOT)));
  }
}
