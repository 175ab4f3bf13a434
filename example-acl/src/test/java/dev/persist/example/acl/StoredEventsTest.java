package dev.persist.example.acl;

import dev.persist.conformance.StoredEvents;
import dev.persist.example.acl.domain.GrantEvent;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class StoredEventsTest extends StoredEvents<GrantEvent> {
  StoredEventsTest() {
    super(StoredGrants.TYPES);
  }

  @Override
  protected List<GrantEvent> draw(Random random) {
    var until = random.nextBoolean() ? Optional.of(time(random)) : Optional.<Instant>empty();
    return List.of(
        new Granted(text(random), text(random), text(random), until),
        new Revoked(text(random), text(random), text(random)));
  }
}
