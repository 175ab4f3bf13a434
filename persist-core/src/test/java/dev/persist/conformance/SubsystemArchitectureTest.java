package dev.persist.conformance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.decide.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/**
 * A test of how a subsystem on persist is cut: values and decisions in its package {@code domain}, and one class that uses the
 * store. A module that is copied from an example keeps its subclass of this one.
 */
public abstract class SubsystemArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java");

  private final JavaClasses classes = new ClassFileImporter().importPath("target/classes");
  private final Class<?> facade;

  /** Tests the module of {@code facade}, the class that uses the store. */
  protected SubsystemArchitectureTest(Class<?> facade) {
    this.facade = facade;
  }

  private String in(String name) {
    return facade.getPackageName() + "." + name + "..";
  }

  @Test
  void every_class_of_the_module_is_looked_at() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      var written = files.map(file -> SOURCES.relativize(file).toString())
          .filter(file -> file.endsWith(".java"))
          .map(file -> file.substring(0, file.length() - ".java".length()).replace('/', '.'));
      assertThat(classes).filteredOn(JavaClass::isTopLevelClass)
          .extracting(JavaClass::getName)
          .containsExactlyInAnyOrderElementsOf(written.toList());
    }
  }

  @Test
  void the_domain_knows_values_only() {
    var values = resideInAnyPackage("java.lang..", "java.math..", "java.time..", "java.util..", "org.jspecify..",
        "org.pcollections..", in("domain"));
    classes().that()
        .resideInAPackage(in("domain"))
        .should()
        .onlyDependOnClassesThat(values.or(type(BlobRef.class)).or(type(Verdict.class)))
        .check(classes);
  }

  @Test
  void the_domain_asks_for_no_time() {
    noClasses().that()
        .resideInAPackage(in("domain"))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .check(classes);
  }

  /** It goes when the migration is over, so the rule holds without it, too. */
  @Test
  void the_version_before_knows_nothing_of_the_one_after() {
    classes().that()
        .resideInAPackage(in("before"))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", in("before")).or(type(BlobRef.class)))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void one_class_uses_the_store() {
    noClasses().that()
        .resideOutsideOfPackage(in("migrate"))
        .and()
        .areNotAssignableTo(facade)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Persist.class)
        .check(classes);
  }
}
