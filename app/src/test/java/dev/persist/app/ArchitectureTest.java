package dev.persist.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.persist.Persist;
import dev.persist.spi.StackRoom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String APP = "dev.persist.app..";
  private static final String[] ENGINES = {
      "dev.persist.rocksdb..", "dev.persist.sql..", "dev.persist.group..", "dev.persist.files..", "dev.persist.ipfs.."};

  /** The rooms of the app, from top to bottom. */
  private static final List<String> ROOMS = List.of("dev.persist.app", "dev.persist.app.cli..",
      "dev.persist.app.scaffold..", "dev.persist.app.pages..",
      "dev.persist.app.api..", "dev.persist.app.inspect..", "dev.persist.app.lab..", "dev.persist.app.tour..",
      "dev.persist.app.demo..",
      "dev.persist.app.world..",
      "dev.persist.app.signin..", "dev.persist.app.operation..",
      "dev.persist.app.web..");

  /** What differs from run to run; rule L16 of the specification. */
  private static final Map<Class<?>, Set<String>> IMPURE = Map.of(
      Instant.class, Set.of("now"),
      Clock.class, Set.of("systemUTC", "systemDefaultZone", "system", "tickMillis", "tickSeconds", "tickMinutes"),
      InstantSource.class, Set.of("system"),
      System.class, Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty"),
      Math.class, Set.of("random"),
      Random.class, Set.of("<init>"),
      ThreadLocalRandom.class, Set.of("current"),
      UUID.class, Set.of("randomUUID"));

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .withImportOption(location -> !location.contains("-tests.jar")) // the conformance kit
      .importPackages("dev.persist");

  @Test
  void every_module_is_looked_at() {
    for (var name : Set.of(
        "dev.persist.Persist", "dev.persist.rocksdb.RocksDbBackend", "dev.persist.sql.SqlBackend",
        "dev.persist.files.FileBlobStore", "dev.persist.ipfs.IpfsBlobStore",
        "dev.persist.example.acl.AccessControl",
        "dev.persist.example.bookings.Bookings", "dev.persist.example.ledger.Ledger", "dev.persist.app.Main")) {
      CLASSES.get(name);
    }
  }

  @Test
  void only_the_app_uses_guice_and_javalin() {
    noClasses().that()
        .resideOutsideOfPackage(APP)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.inject..", "io.javalin..")
        .check(CLASSES);
  }

  @Test
  void only_the_store_module_uses_an_engine() {
    noClasses().that()
        .resideOutsideOfPackages(ENGINES)
        .and()
        .doNotHaveFullyQualifiedName(StoreModule.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ENGINES)
        .check(CLASSES);
  }

  /** ADR 2. The facade knows the facets that it opens. */
  @Test
  void the_words_of_a_write_know_no_facet() {
    classes().that()
        .resideInAPackage("dev.persist")
        .and()
        .areNotAssignableTo(Persist.class)
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackage("dev.persist..").or(resideInAPackage("dev.persist"))
            .or(type(StackRoom.class)))
        .check(CLASSES);
  }

  @Test
  void nothing_below_the_app_uses_it() {
    noClasses().that().resideOutsideOfPackage(APP).should().dependOnClassesThat().resideInAPackage(APP).check(CLASSES);
  }

  @Test
  void no_room_of_the_app_uses_one_above_it() {
    for (var floor = 1; floor < ROOMS.size(); floor++) {
      noClasses().that()
          .resideInAPackage(ROOMS.get(floor))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOMS.subList(0, floor).toArray(String[]::new))
          .allowEmptyShould(true) // a room may be empty
          .check(CLASSES);
    }
  }

  /**
   * An engine may, to wait for its database no longer than it has patience, and for callers no longer than a part of a write, to know
   * how long it has been the only writer, and to mark a transaction and a notification with what no other has; so may an upload, to
   * mark its end. Nothing that a caller stores depends on that.
   */
  @Test
  void nothing_below_the_app_reads_a_clock_or_randomness_or_the_environment() {
    noClasses().that()
        .resideOutsideOfPackage(APP)
        .and()
        .haveNameNotMatching(
            "dev\\.persist\\.(group\\.Returning|sql\\.(Patience|Readers|ArraySession|PostgresSignal)|ipfs\\.Multipart)")
        .should()
        .accessTargetWhere(target(describe("differs from run to run", ArchitectureTest::impure)))
        .check(CLASSES);
  }

  @Test
  void the_modules_have_no_cycle() {
    slices().assignedFrom(new Modules()).should().beFreeOfCycles().check(CLASSES);
  }

  private static boolean impure(AccessTarget target) {
    return IMPURE.entrySet()
        .stream()
        .anyMatch(
            it -> target.getOwner().isEquivalentTo(it.getKey()) && it.getValue().contains(target.getName()));
  }

  /** A module is what one Maven module holds; core is what no other does. */
  private static final class Modules implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      var parts = type.getPackageName().split("\\.", -1);
      return switch (parts.length < 3 ? "" : parts[2]) {
        case "app" -> SliceIdentifier.of("app");
        case "example" -> SliceIdentifier.of("example-" + parts[3]);
        case "rocksdb", "sql", "ordered", "group", "files", "http", "ipfs" -> SliceIdentifier.of("persist-durable");
        case "distributed" -> SliceIdentifier.of("persist-distributed");
        default -> SliceIdentifier.of("persist-core");
      };
    }

    @Override
    public String getDescription() {
      return "Maven modules";
    }
  }
}
