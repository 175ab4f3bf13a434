package dev.persist.app.lab;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.spi.Backend;
import java.util.Optional;

/** A fault: the ids of all commits are forgotten. */
final class Nameless extends Between {
  Nameless(Backend backend) {
    super(backend);
  }

  @Override
  public CommitResult commit(Commit commit) {
    return super.commit(new Commit(Optional.empty(), commit.guards(), commit.ops()));
  }
}
