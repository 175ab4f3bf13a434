package dev.persist.app.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.util.Modules;
import dev.persist.Persist;
import dev.persist.app.web.Client;
import dev.persist.app.web.Exposure;
import dev.persist.app.web.WebModule;
import dev.persist.app.web.WebServer;
import dev.persist.app.web.WebSettings;
import dev.persist.example.acl.AccessControl;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The time of an answer does not tell whether there is a user: each refusal did the same hashes. Counts them. */
class SameWorkTest {
  private static final String PASSWORD = "correct horse";

  /** The cost of one hash. */
  private record Cost(int memoryKib, int passes) {}

  private final List<Cost> done = Collections.synchronizedList(new ArrayList<>());
  private final Persist store = Persist.open("memory:");

  private byte[] counted(String password, byte[] salt, int memoryKib, int passes) {
    done.add(new Cost(memoryKib, passes));
    return Passwords.argon2(password, salt, memoryKib, passes);
  }

  private Injector wire() {
    var passwords = new Passwords(new SecureRandom(), this::counted);
    return Guice.createInjector(
        Modules.override(new SignInModule()).with(binder -> binder.bind(Passwords.class).toInstance(passwords)),
        new WebModule(new WebSettings(Exposure.LOCAL, 0, List.of("secret"), false), List.of(SessionRoutes.class)),
        binder -> {
          binder.bind(Persist.class).toInstance(store);
          binder.bind(AccessControl.class).toInstance(new AccessControl(store));
        });
  }

  private List<Cost> work(Client client, String user, String password, int status) throws Exception {
    done.clear();
    var body = "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}";
    assertThat(client.call("POST", "/api/session", body).statusCode()).isEqualTo(status);
    return List.copyOf(done);
  }

  @Test
  void an_unknown_user_costs_the_hashes_that_a_wrong_password_does() throws Exception {
    var injector = wire();
    injector.getInstance(Accounts.class).create("ann", PASSWORD);
    try (store; var server = injector.getInstance(WebServer.class); var client = new Client(server.start())) {
      var right = work(client, "ann", PASSWORD, 201);
      assertThat(right).hasSize(1);
      assertThat(work(client, "ann", "wrong password", 401)).isEqualTo(right);
      assertThat(work(client, "nobody", PASSWORD, 401)).isEqualTo(right);
      assertThat(work(client, "", "", 401)).isEqualTo(right);
      assertThat(work(client, "ann/../ann", "", 401)).isEqualTo(right);
      assertThat(work(client, "\u00e9".repeat(100), PASSWORD, 401)).isEqualTo(right);
    }
  }
}
