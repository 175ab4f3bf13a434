package dev.persist.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Notes what an observer is told, a line each. */
final class Told implements Observer {
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @Override
  public Watch begin(Work work) {
    var name = work.getClass().getSimpleName();
    lines.add(name);
    return new Watch() {
      @Override
      public void again() {
        lines.add(name + " again");
      }

      @Override
      public void ended(List<String> outcomes) {
        lines.add(name + " " + outcomes);
      }

      @Override
      public void failed(Throwable fault) {
        lines.add(name + " failed: " + fault.getClass().getSimpleName());
      }
    };
  }
}
