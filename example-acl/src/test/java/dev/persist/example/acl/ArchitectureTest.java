package dev.persist.example.acl;

import dev.persist.conformance.SubsystemArchitectureTest;

class ArchitectureTest extends SubsystemArchitectureTest {
  ArchitectureTest() {
    super(AccessControl.class);
  }
}
