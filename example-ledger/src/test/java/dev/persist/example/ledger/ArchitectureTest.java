package dev.persist.example.ledger;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.persist.blob.BlobRef;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("dev.persist.example.ledger");

  @Test
  void every_package_has_been_looked_at() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet())).isEqualTo(Set.of(
        "dev.persist.example.ledger", "dev.persist.example.ledger.before", "dev.persist.example.ledger.domain"));
  }

  @Test
  void the_domain_knows_of_no_store_and_no_clock() {
    classes().that()
        .resideInAPackage("..ledger.domain")
        .should()
        .onlyDependOnClassesThat(resideInAPackage("..ledger.domain")
            .or(resideInAPackage("java..").and(not(resideInAnyPackage("java.io..", "java.net..", "java.sql.."))))
            .or(resideInAPackage("org.jspecify.."))
            .or(describe("blob refs", BlobRef.class.getName()::equals).onResultOf(JavaClass::getName))
            .and(not(describe("a clock", (JavaClass type) -> type.isAssignableTo(Clock.class)
                || type.isAssignableTo(InstantSource.class)))))
        .check(CLASSES);
  }
}
