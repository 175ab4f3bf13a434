package dev.persist.example.acl.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceTest {
  @Test
  void it_is_given_by_its_own_name_and_the_wildcards_above_it_narrowest_first() {
    assertThat(new Resource("a").givenBy()).containsExactly("a", "*");
    assertThat(new Resource("a/b/c").givenBy()).containsExactly("a/b/c", "a/b/*", "a/*", "*");
  }

  @Test
  void a_wildcard_is_given_by_itself_and_those_above_it() {
    assertThat(new Resource("a/b/*").givenBy()).containsExactly("a/b/*", "a/*", "*");
    assertThat(new Resource("*").givenBy()).containsExactly("*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "*", "a/*", " ", "?", "...", ".a", "a..", "\\", "%2e%2e"})
  void a_name_can_be_granted_with_a_star_as_all_of_its_last_segment(String name) {
    assertThat(new Resource(name).isGrantable()).isTrue();
    assertThat(new Resource(name).isWildcard()).isEqualTo(name.contains("*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"**", "a*", "*a", "a/*b", "*/a", "a/*/b", "*/*", "a/**"})
  void no_other_name_with_a_star_can_be_granted(String name) {
    assertThat(new Resource(name).isGrantable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//", "/a", "a/", "a//b", "/*", "a//*", ".", "..", "./a", "../a", "a/.", "a/..",
      "a/./b",
      "a/../b", "../*", "a/../*", "*/.."})
  void a_path_that_could_lead_elsewhere_is_no_resource(String name) {
    assertThat(Resource.fault(name)).isPresent();
    assertThatIllegalArgumentException().isThrownBy(() -> new Resource(name)).withMessageContaining('"' + name + '"');
  }

  @Test
  void a_resource_has_no_more_segments_than_a_check_may_read() {
    var deepest = "a/".repeat(Resource.MOST_SEGMENTS - 1) + "a";
    assertThat(new Resource(deepest).givenBy()).hasSize(Resource.MOST_SEGMENTS + 1);
    for (var deeper : List.of("a/" + deepest, "a/".repeat(20_000) + "a", "/".repeat(20_000))) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Resource(deeper))
          .withMessageContaining("64 segments")
          .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(400));
    }
  }

  @ParameterizedTest
  @CsvSource({"a/1, a/1, true", "a/1, a/*, true", "a/1, *, true", "a/*, a/1, true", "a/*, a/b/*, true", "*, a/1, true",
      "a/1, a/2, false", "a/1, b/*, false", "a/*, b/1, false", "a, a/1, false", "a/*, a, false"})
  void a_grant_overlaps_it_where_it_gives_access_to_some_of_it(String name, String granted, boolean overlaps) {
    assertThat(new Resource(name).overlaps(granted)).isEqualTo(overlaps);
  }
}
