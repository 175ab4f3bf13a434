package dev.persist.example.bookings;

import dev.persist.conformance.SubsystemArchitectureTest;

class ArchitectureTest extends SubsystemArchitectureTest {
  ArchitectureTest() {
    super(Bookings.class);
  }
}
