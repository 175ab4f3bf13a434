package dev.persist.app.operation;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.conformance.Engines;
import dev.persist.spi.Backend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Being measured changes nothing. */
class MeteredConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    var memory = Engines.MEMORY.get();
    return new Engine() {
      @Override
      public String name() {
        return memory.name();
      }

      @Override
      public Backend open() {
        return Metered.over(memory.open(), new SimpleMeterRegistry());
      }

      @Override
      public void close() {
        memory.close();
      }
    };
  }
}
