package dev.persist.example.ledger;

import dev.persist.conformance.SubsystemArchitectureTest;

class ArchitectureTest extends SubsystemArchitectureTest {
  ArchitectureTest() {
    super(Ledger.class);
  }
}
