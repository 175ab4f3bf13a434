package dev.persist.conformance;

import dev.persist.Persist;
import java.util.List;
import java.util.function.Consumer;

/** What a kill interrupts: see {@link EveryEngineTest#kill}. Has a public constructor without parameters. */
public interface Program {
  /**
   * Uses {@code store} until it is killed or done.
   *
   * @param say tells the test, for good once it returns; so say what was acknowledged
   */
  void run(Persist store, Consumer<String> say, List<String> args) throws Exception;
}
