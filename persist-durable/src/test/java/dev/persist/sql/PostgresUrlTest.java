package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      postgresql://db/app                      | jdbc:postgresql://db/app?
      postgresql://db                          | jdbc:postgresql://db/?
      postgresql:///app                        | jdbc:postgresql:///app?
      postgresql://a:1,b:2/app?ssl=true        | jdbc:postgresql://a:1,b:2/app?ssl=true
      postgresql://ann@db/app                  | jdbc:postgresql://db/app?user=ann
      postgresql://ann:p%40ss@db/app?ssl=true  | jdbc:postgresql://db/app?user=ann&password=p%40ss&ssl=true
      postgresql://ann:a:b@db/app              | jdbc:postgresql://db/app?user=ann&password=a:b
      postgresql://db/app?poolSize=3&ssl=true  | jdbc:postgresql://db/app?ssl=true
      postgresql://db/app?user=ann&password=   | jdbc:postgresql://db/app?user=ann&password=
      """)
  void it_is_what_the_driver_understands(String url, String jdbc) {
    assertThat(PostgresUrl.parse(url).jdbc()).startsWith(jdbc);
  }

  @Test
  void its_own_parameters_have_defaults() {
    var url = PostgresUrl.parse("postgresql://db/app");
    assertThat(url.poolSize()).isEqualTo(10);
    assertThat(url.patience()).isEqualTo(Duration.ofSeconds(30));
    var other = PostgresUrl.parse("postgresql://db/app?poolSize=3&patience=5");
    assertThat(other.poolSize()).isEqualTo(3);
    assertThat(other.patience()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "postgresql://ann:secret@db/app?currentSchema=s", "postgresql://db/app?user=ann&password=secret&currentSchema=s"
  })
  void its_name_says_where_and_keeps_the_secret(String url) {
    assertThat(PostgresUrl.parse(url).name()).isEqualTo("postgresql://db/app?currentSchema=s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"poolSize=0", "poolSize=", "poolSize=many", "patience=-1", "patience=1.5"})
  void a_number_that_is_none_is_refused_by_name(String parameter) {
    assertThatThrownBy(() -> PostgresUrl.parse("postgresql://ann:secret@db/app?" + parameter))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining(parameter.replaceAll("=.*", ""))
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
      "currentschema=s, currentschema is unknown", "pool=3, pool is unknown", "ssl=true&SSL=true, SSL is unknown",
      "currentSchema=a&currentSchema=b, currentSchema is given twice", "user=bob, user is given twice",
      "currentSchema=%zz, where a %"
  })
  void a_parameter_that_nobody_understands_is_refused_by_name(String parameters, String why) {
    assertThatThrownBy(() -> PostgresUrl.parse("postgresql://ann:secret@db/app?" + parameters))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("secret");
  }

  @Test
  void what_is_no_url_is_refused_without_repeating_it() {
    assertThatThrownBy(() -> PostgresUrl.parse("postgresql:ann:secret@db"))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("postgresql://user:password@host:port/database")
        .hasMessageNotContaining("secret");
  }

  @Test
  void what_it_says_comes_before_the_defaults() {
    var url = PostgresUrl.parse("postgresql://h/db?socketTimeout=7&targetServerType=primary&loginTimeout=4");
    assertThat(url.jdbc())
        .contains("socketTimeout=7", "targetServerType=primary", "loginTimeout=4", "connectTimeout=2",
            "hostRecheckSeconds=1")
        .doesNotContain("socketTimeout=30");
    assertThat(url.attempt()).isEqualTo(Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "secondary", "preferSecondary", "preferPrimary", ""})
  void a_server_that_may_be_a_standby_is_refused(String type) {
    assertThatThrownBy(() -> PostgresUrl.parse("postgresql://h/db?targetServerType=" + type))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("primary");
  }

  @Test
  void timeouts_leave_time_for_another_attempt_within_the_patience() {
    assertThat(PostgresUrl.parse("postgresql://h/db").jdbc()).contains("targetServerType=primary", "connectTimeout=5",
        "sslResponseTimeout=5000", "loginTimeout=10", "socketTimeout=30");
    assertThat(PostgresUrl.parse("postgresql://h/db?patience=6").jdbc()).contains("connectTimeout=1",
        "sslResponseTimeout=1000", "loginTimeout=2", "socketTimeout=6");
    assertThat(PostgresUrl.parse("postgresql://h/db?patience=1").jdbc()).contains("connectTimeout=1",
        "sslResponseTimeout=1000", "loginTimeout=1", "socketTimeout=1");
  }

  @Test
  void a_host_may_be_an_address_in_brackets() {
    assertThat(PostgresUrl.parse("postgresql://user:x@[::1]:5432,h/db").name())
        .isEqualTo("postgresql://[::1]:5432,h/db");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "user:se/cret@h/db", "user:se@cret@h/db", "user:se?cret@h/db", "h:99999/db?password=secret",
      "h/db?password=secret%zz"
  })
  void one_that_is_not_understood_is_refused_without_a_word_of_its_password(String rest) {
    assertThatThrownBy(() -> Persist.open("postgresql://" + rest)).isInstanceOf(StoreException.Unavailable.class)
        .hasNoCause()
        .message()
        .doesNotContain("se@", "se/", "cret");
  }
}
