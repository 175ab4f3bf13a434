package dev.persist.example.acl.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceTest {
  @Test
  void it_is_given_by_its_own_name_and_the_wildcards_above_it_narrowest_first() {
    assertThat(new Resource("a").givenBy()).containsExactly("a", "*");
    assertThat(new Resource("a/b/c").givenBy()).containsExactly("a/b/c", "a/b/*", "a/*", "*");
    assertThat(new Resource("a/").givenBy()).containsExactly("a/", "a/*", "*");
    assertThat(new Resource("/a").givenBy()).containsExactly("/a", "/*", "*");
    assertThat(new Resource("a//b").givenBy()).containsExactly("a//b", "a//*", "a/*", "*");
    assertThat(new Resource("").givenBy()).containsExactly("", "*");
  }

  @Test
  void a_wildcard_is_given_by_itself_and_those_above_it() {
    assertThat(new Resource("a/b/*").givenBy()).containsExactly("a/b/*", "a/*", "*");
    assertThat(new Resource("*").givenBy()).containsExactly("*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "*", "a/*", "/*", "a//*", " ", "?"})
  void a_name_can_be_granted_with_a_star_as_all_of_its_last_segment(String name) {
    assertThat(new Resource(name).isGrantable()).isTrue();
    assertThat(new Resource(name).isWildcard()).isEqualTo(name.contains("*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "**", "a*", "*a", "a/*b", "*/a", "a/*/b", "*/*", "a/**"})
  void no_other_name_with_a_star_can_be_granted(String name) {
    assertThat(new Resource(name).isGrantable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"a/1, a/1, true", "a/1, a/*, true", "a/1, *, true", "a/*, a/1, true", "a/*, a/b/*, true", "*, a/1, true",
      "a/1, a/2, false", "a/1, b/*, false", "a/*, b/1, false", "a, a/1, false", "a/*, a, false"})
  void a_grant_overlaps_it_where_it_gives_access_to_some_of_it(String name, String granted, boolean overlaps) {
    assertThat(new Resource(name).overlaps(granted)).isEqualTo(overlaps);
  }
}
