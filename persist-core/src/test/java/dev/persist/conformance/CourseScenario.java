package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.CourseScenario.Fact.CapacityChanged;
import dev.persist.conformance.CourseScenario.Fact.CourseDefined;
import dev.persist.conformance.CourseScenario.Fact.Subscribed;
import dev.persist.decide.Boundary;
import dev.persist.decide.Decided;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Students subscribe to courses: a course has so many seats, and a student takes so many courses. The rule is about both,
 * so a subscription carries both tags, and the decision reads both.
 */
@Rule("D2")
abstract class CourseScenario extends Suite {
  private static final int MOST_COURSES = 5;

  sealed interface Fact {
    record CourseDefined(String course, int seats) implements Fact {}

    record CapacityChanged(String course, int seats) implements Fact {}

    record Subscribed(String course, String student) implements Fact {}
  }

  private static Set<String> tags(Fact fact) {
    return switch (fact) {
      case CourseDefined(var course, var seats) -> Set.of("course:" + course);
      case CapacityChanged(var course, var seats) -> Set.of("course:" + course);
      case Subscribed(var course, var student) -> Set.of("course:" + course, "student:" + student);
    };
  }

  /** What the events of some courses and students come to: the same fold, whichever they are. */
  private record Campus(Map<String, Integer> seats, Set<Subscribed> subscribed) {
    static final Campus NONE = new Campus(Map.of(), Set.of());

    Campus evolve(Fact fact) {
      var moreSeats = new HashMap<>(seats);
      var moreSubscribed = new HashSet<>(subscribed);
      switch (fact) {
        case CourseDefined(var course, var number) -> moreSeats.put(course, number);
        case CapacityChanged(var course, var number) -> moreSeats.put(course, number);
        case Subscribed each -> moreSubscribed.add(each);
      }
      return new Campus(moreSeats, moreSubscribed);
    }

    Verdict<Fact, String> define(String course, int number) {
      return seats.containsKey(course)
          ? Verdict.of("exists already")
          : Verdict.of("defined", new CourseDefined(course, number));
    }

    Verdict<Fact, String> changeCapacity(String course, int number) {
      if (!seats.containsKey(course)) {
        return Verdict.of("no such course");
      }
      return seats.get(course) == number
          ? Verdict.of("has as many already")
          : Verdict.of("changed", new CapacityChanged(course, number));
    }

    Verdict<Fact, String> subscribe(String course, String student) {
      var subscription = new Subscribed(course, student);
      if (!seats.containsKey(course)) {
        return Verdict.of("no such course");
      } else if (subscribed.contains(subscription)) {
        return Verdict.of("subscribed already");
      } else if (count(each -> each.course().equals(course)) >= seats.get(course)) {
        return Verdict.of("fully booked");
      } else if (count(each -> each.student().equals(student)) >= MOST_COURSES) {
        return Verdict.of("takes enough courses");
      }
      return Verdict.of("subscribed", subscription);
    }

    private long count(Predicate<Subscribed> wanted) {
      return subscribed.stream().filter(wanted).count();
    }
  }

  private Boundary<Fact> campus;

  CourseScenario(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void openCampus() {
    campus = store.boundary("campus", 1, EventTypes.of(Fact.class), CourseScenario::tags);
  }

  private String define(String course, int seats) {
    return decide(Set.of("course:" + course), campus -> campus.define(course, seats));
  }

  private String changeCapacity(String course, int seats) {
    return decide(Set.of("course:" + course), campus -> campus.changeCapacity(course, seats));
  }

  private String subscribe(String course, String student) {
    return decide(Set.of("course:" + course, "student:" + student), campus -> campus.subscribe(course, student));
  }

  private String decide(Set<String> tags, Function<Campus, Verdict<Fact, String>> decide) {
    return assertDecided(campus.on(tags, Campus.NONE, Campus::evolve).decide(AT, decide)).now().result();
  }

  @Test
  void a_course_is_defined_once_and_its_capacity_changes() {
    assertThat(changeCapacity("c", 2)).isEqualTo("no such course");
    assertThat(define("c", 1)).isEqualTo("defined");
    assertThat(define("c", 2)).isEqualTo("exists already");
    assertThat(changeCapacity("c", 1)).isEqualTo("has as many already");
    assertThat(subscribe("c", "ann")).isEqualTo("subscribed");
    assertThat(subscribe("c", "bob")).isEqualTo("fully booked");
    assertThat(changeCapacity("c", 2)).isEqualTo("changed");
    assertThat(subscribe("c", "bob")).isEqualTo("subscribed");
  }

  @Test
  void a_student_subscribes_once_to_a_course_that_is_there_and_to_so_many() {
    assertThat(subscribe("c0", "ann")).isEqualTo("no such course");
    for (var i = 0; i <= MOST_COURSES; i++) {
      define("c" + i, 10);
      assertThat(subscribe("c" + i, "ann")).isEqualTo(i < MOST_COURSES ? "subscribed" : "takes enough courses");
    }
    assertThat(subscribe("c0", "ann")).isEqualTo("subscribed already");
    assertThat(subscribe("c0", "bob")).isEqualTo("subscribed");
  }

  @Test
  @Rule("D8")
  void races_for_seats_and_for_the_places_of_a_student_give_no_more_than_there_are() throws Exception {
    define("full", 3);
    assertThat(Race.of(8, racer -> subscribe("full", "s" + racer))).filteredOn("subscribed"::equals).hasSize(3);
    IntStream.range(0, 8).forEach(i -> define("c" + i, 1));
    assertThat(Race.of(8, racer -> subscribe("c" + racer, "ann"))).filteredOn("subscribed"::equals)
        .hasSize(MOST_COURSES);
  }

  @Test
  void who_shares_neither_course_nor_student_does_not_meet() {
    List.of("c", "d").forEach(course -> define(course, 1));
    var impatient = campus.retrying(1, attempt -> Duration.ZERO);
    var decided = impatient.on(Set.of("course:c", "student:ann"), Campus.NONE, Campus::evolve).decide(AT, campus -> {
      subscribe("d", "bob");
      return campus.subscribe("c", "ann");
    });
    assertThat(decided).isInstanceOf(Decided.Now.class);
  }
}
