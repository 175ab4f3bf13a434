package dev.persist.example.bookings;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final String HERE = "dev.persist.example.bookings";
  private static final String BEFORE = HERE + ".before..";
  private static final String DOMAIN = HERE + ".domain..";

  private static final DescribedPredicate<JavaClass> VALUES = resideInAnyPackage(
      "java.lang..", "java.math..", "java.time..", "java.util..", "org.jspecify..", "org.pcollections..", DOMAIN);

  private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes");

  @Test
  void every_class_of_the_module_is_looked_at() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      var written = files.map(file -> SOURCES.relativize(file).toString())
          .filter(file -> file.endsWith(".java"))
          .map(file -> file.substring(0, file.length() - ".java".length()).replace('/', '.'));
      assertThat(CLASSES).filteredOn(JavaClass::isTopLevelClass)
          .extracting(JavaClass::getName)
          .containsExactlyInAnyOrderElementsOf(written.toList());
    }
  }

  @Test
  void the_domain_knows_values_only() {
    classes().that()
        .resideInAPackage(DOMAIN)
        .should()
        .onlyDependOnClassesThat(VALUES.or(type(BlobRef.class)))
        .check(CLASSES);
  }

  @Test
  void the_domain_asks_for_no_time() {
    noClasses().that()
        .resideInAPackage(DOMAIN)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .check(CLASSES);
  }

  @Test
  void the_version_before_knows_nothing_of_the_one_after() {
    classes().that()
        .resideInAPackage(BEFORE)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", BEFORE))
        .check(CLASSES);
  }

  @Test
  void one_class_touches_the_store() {
    noClasses().that()
        .resideOutsideOfPackage(HERE + ".migrate..")
        .and()
        .areNotAssignableTo(Bookings.class)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Persist.class)
        .check(CLASSES);
  }
}
