package dev.persist.conformance;

import dev.persist.feed.RunnerState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A listener that remembers what it heard, and can be waited for. */
final class Heard implements Consumer<RunnerState> {
  private final BlockingQueue<RunnerState> coming = new LinkedBlockingQueue<>();
  private final List<RunnerState> all = new ArrayList<>();

  @Override
  public void accept(RunnerState state) {
    coming.add(state);
  }

  /** Waits until it hears of such a state, and returns it. */
  <T extends RunnerState> T await(Class<T> kind) throws InterruptedException {
    while (true) {
      var next = coming.take();
      all.add(next);
      if (kind.isInstance(next)) {
        return kind.cast(next);
      }
    }
  }

  /** Returns all it heard, in order. */
  List<RunnerState> all() {
    coming.drainTo(all);
    return all;
  }

  /** Returns the kinds of all it heard, in order. */
  List<String> kinds() {
    return all().stream().map(state -> state.getClass().getSimpleName()).toList();
  }
}
