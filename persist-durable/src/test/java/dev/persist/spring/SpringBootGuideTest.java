package dev.persist.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.Runner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The code of docs/guide/spring-boot.md, run in an application of Spring Boot. */
class SpringBootGuideTest {
  @TempDir private Path dir;

  /** A service of the application. */
  record Till(Persist store, InstantSource clock) {
    long sell(String sku) {
      return store.log().append("till", "sold", clock.instant(), Map.of("sku", sku)).seq();
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Shop {
    @Bean
    Till till(Persist store, InstantSource clock) {
      return new Till(store, clock);
    }

    @Bean
    Runner receipts(Persist store, InstantSource clock) {
      return store.subscription("receipts", "till")
          .each(clock, (event, commit) -> commit.append("receipts", NewEvent.of("printed", event.at(), event.data())))
          .start();
    }
  }

  private static ConfigurableApplicationContext start(Class<?> application, String url) {
    return SpringApplication.run(application, "--persist.url=" + url, "--spring.main.banner-mode=off");
  }

  @Test
  void an_application_gets_the_store_that_its_settings_name() throws Exception {
    var url = "rocksdb:" + dir.resolve("data");
    for (var sold = 1; sold <= 2; sold++) { // a store that was left open could not be opened again
      try (var context = start(Shop.class, url)) {
        assertThat(context.getBean(Till.class).sell("tea")).isEqualTo(sold);
        var store = context.getBean(Persist.class);
        assertThat(store.subscription("receipts", "till")
            .await("till", sold, InstantSource.system(),
                Duration.ofSeconds(20)))
            .isTrue();
        assertThat(store.log().count("receipts")).isEqualTo(sold);
      }
    }
  }

  @Test
  void the_store_is_closed_after_the_beans_that_use_it() {
    Persist store;
    Runner receipts;
    try (var context = start(Shop.class, "memory:")) {
      store = context.getBean(Persist.class);
      receipts = context.getBean(Runner.class);
    }
    assertThat(receipts.state().toString()).containsIgnoringCase("closed");
    assertThatThrownBy(() -> store.log().count("till"))
        .isInstanceOf(StoreException.Closed.class);
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class OwnStore {
    @Bean
    Persist mine() {
      return Persist.open("memory:");
    }
  }

  @Test
  void an_application_that_declares_a_store_keeps_it() {
    try (var context = start(OwnStore.class, "rocksdb:" + dir.resolve("unused"))) {
      assertThat(context.getBeanNamesForType(Persist.class)).containsExactly("mine");
      assertThat(dir).isEmptyDirectory();
    }
  }
}
