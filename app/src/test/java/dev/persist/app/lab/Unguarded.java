package dev.persist.app.lab;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.spi.Backend;
import java.util.List;

/** A fault: the guards of all commits are forgotten. */
final class Unguarded extends Between {
  Unguarded(Backend backend) {
    super(backend);
  }

  @Override
  public CommitResult commit(Commit commit) {
    return super.commit(new Commit(commit.id(), List.of(), commit.ops()));
  }
}
