package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
  @ParameterizedTest
  @CsvSource({"postgresql, " + PostgresDatabase.NEWEST, "sqlite, " + SqliteDatabase.NEWEST})
  void the_newest_version_is_that_of_the_last_migration(String dialect, int newest) throws Exception {
    var first = Schema.class.getResource(dialect + "/migration/V1__create.sql");
    try (var files = Files.list(Path.of(first.toURI()).resolveSibling(""))) {
      var versions = files.map(file -> Integer.valueOf(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1")));
      assertThat(versions.max(Integer::compare)).hasValue(newest);
    }
  }
}
