package dev.persist.app.signin;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import dev.persist.app.web.Gate;
import java.security.SecureRandom;

/** Binds the gate, and what it needs. */
public final class SignInModule extends AbstractModule {
  @Override
  protected void configure() {
    bind(SecureRandom.class).toInstance(new SecureRandom());
    bind(Passwords.class).in(Singleton.class);
    bind(Accounts.class).in(Singleton.class);
    bind(Admins.class).in(Singleton.class);
    bind(Sessions.class).in(Singleton.class);
    bind(SessionCookie.class).in(Singleton.class);
    bind(Door.class).in(Singleton.class);
    bind(Guard.class).in(Singleton.class);
    bind(Gate.class).to(Guard.class);
  }
}
