package dev.persist.spring;

import dev.persist.Persist;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Gives an application a store and a clock, unless it declares its own. */
@AutoConfiguration
public class PersistAutoConfiguration {
  /** Opens the store. Spring closes it last, after the beans that use it. */
  @Bean
  @ConditionalOnMissingBean
  Persist store(@Value("${persist.url:rocksdb:./data}") String url) {
    return Persist.open(url);
  }

  /** Returns the clock that services pass on, since persist reads none. */
  @Bean
  @ConditionalOnMissingBean
  InstantSource clock() {
    return InstantSource.system();
  }
}
