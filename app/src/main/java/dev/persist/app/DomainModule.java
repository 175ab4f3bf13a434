package dev.persist.app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.ledger.Ledger;

/** Binds the three examples, each over the one store. */
final class DomainModule extends AbstractModule {
  @Provides
  @Singleton
  AccessControl accessControl(Persist store) {
    return new AccessControl(store);
  }

  @Provides
  @Singleton
  Bookings bookings(Persist store) {
    return new Bookings(store);
  }

  @Provides
  @Singleton
  Ledger ledger(Persist store) {
    return new Ledger(store);
  }
}
