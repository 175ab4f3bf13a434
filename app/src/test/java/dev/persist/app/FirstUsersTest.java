package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.persist.Persist;
import dev.persist.app.signin.FirstUsers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The accounts that the first start of a store makes. */
class FirstUsersTest {
  private final Config config = Config
      .of(List.of("--url", "memory:", "--port", "0", "--blobs", "ipfs:http://127.0.0.1:5001"), Map.of());
  private final Injector injector = Guice.createInjector(App.modules(config, config.web(), new StoreModule(config)));
  private final FirstUsers users = injector.getInstance(FirstUsers.class);
  private final Persist store = injector.getInstance(Persist.class);

  @Test
  void a_demo_has_three_and_makes_up_their_passwords_once() {
    assertThat(users.make(Optional.empty(), true)).containsOnlyKeys("alice", "bob", "admin")
        .allSatisfy((user, password) -> assertThat(password).matches("[a-z2-9]{16}"))
        .satisfies(made -> assertThat(made.values()).doesNotHaveDuplicates());
    assertThat(users.make(Optional.empty(), true)).isEmpty();
  }

  @Test
  void production_has_an_admin_with_the_password_that_was_given_and_nobody_else() {
    assertThat(users.make(Optional.of(TestApp.PASSWORD), false)).isEmpty();
    assertThat(store.kv().keys("account/")).containsExactly("account/admin");
  }
}
