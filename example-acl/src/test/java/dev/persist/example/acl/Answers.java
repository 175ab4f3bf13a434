package dev.persist.example.acl;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What can be asked about access; all answers together say whether two versions know the same. */
interface Answers {
  List<String> RESOURCES = List.of("*", "a", "a/*", "a/1", "a/2", "a/b/*", "a/b/1");
  List<String> PRINCIPALS = List.of("p", "q", "r");

  /** What happened to a resource, oldest first. */
  List<Fact> audit(String resource);

  boolean can(String resource, String principal, Instant at);

  Collection<String> why(String resource, String principal, Instant at);

  Map<String, ? extends Collection<String>> whoCould(String resource, Instant at);

  Collection<String> whatCould(String principal, Instant at);

  /** One event. */
  record Fact(String resource, String principal, String type, Instant at) {}

  /**
   * Returns every answer about {@code principals}: now, soon and later; and for a few moments of the past, if there are
   * no other principals. The dates of several callers come in no order, and where the past ends depends on it.
   */
  default SortedMap<String, String> all(List<String> principals, Instant now) {
    var all = new TreeMap<String, String>();
    var future = List.of(now, now.plusSeconds(5), now.plusSeconds(100));
    var past = LongStream.rangeClosed(1, principals.equals(PRINCIPALS) ? 4 : 0)
        .mapToObj(i -> Instant.ofEpochSecond(now.getEpochSecond() * i / 4))
        .toList();
    for (var resource : RESOURCES) {
      var facts = audit(resource).stream().filter(each -> principals.contains(each.principal())).toList();
      all.put("audit " + resource, "" + facts);
      for (var at : past) {
        var who = new TreeMap<>(whoCould(resource, at));
        who.keySet().retainAll(principals);
        all.put("who " + resource + " " + at, "" + who);
      }
      for (var who : principals) {
        future.forEach(at -> all.put("can " + resource + " " + who + " " + at, "" + can(resource, who, at)));
        future.forEach(at -> all.put("why " + resource + " " + who + " " + at, "" + why(resource, who, at)));
      }
    }
    principals.forEach(who -> past.forEach(at -> all.put("what " + who + " " + at, "" + whatCould(who, at))));
    return all;
  }

  /** Returns what {@code acl} answers. */
  static Answers of(AccessControl acl) {
    return new Answers() {
      @Override
      public List<Fact> audit(String resource) {
        return acl.audit(resource, Instant.MIN, Instant.MAX)
            .map(event -> new Fact(resource, StoredGrants.TYPES.read(event).principal(), event.type(), event.at()))
            .toList();
      }

      @Override
      public boolean can(String resource, String principal, Instant at) {
        return acl.can(resource, principal, at);
      }

      @Override
      public Collection<String> why(String resource, String principal, Instant at) {
        return acl.why(resource, principal, at).names();
      }

      @Override
      public Map<String, Collection<String>> whoCould(String resource, Instant at) {
        var who = new TreeMap<String, Collection<String>>();
        acl.whoCould(resource, at).forEach((principal, grants) -> who.put(principal, grants.names()));
        return who;
      }

      @Override
      public Collection<String> whatCould(String principal, Instant at) {
        return acl.whatCould(principal, at).names();
      }
    };
  }
}
