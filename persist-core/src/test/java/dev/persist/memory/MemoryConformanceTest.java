package dev.persist.memory;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.conformance.Engines;

class MemoryConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    return Engines.MEMORY.get();
  }
}
