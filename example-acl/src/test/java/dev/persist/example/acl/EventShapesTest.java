package dev.persist.example.acl;

import dev.persist.shapes.EventShapes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EventShapesTest {
  @Test
  void events_of_every_shape_that_was_ever_stored_are_read() {
    EventShapes.of(StoredGrants.TYPES).check(Path.of("src/test/resources/events.json"));
  }
}
