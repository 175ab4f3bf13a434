package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Op;
import dev.persist.internal.OwnKeys;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The registered prefixes. For each prefix, a decision links every event of the streams whose names start with it.
 * Storage format: the value of {@link #KEY}. Immutable.
 *
 * <p>A prefix is built stream by stream, in name order. Its streams up to and including {@link Rule#through} are live:
 * a decision links what a commit appends to them. A later stream is live only if it was created since the prefix was
 * registered; a key of its own marks it.
 */
public final class PrefixRules {
  /** The key under which the rules are stored. */
  public static final String KEY = OwnKeys.key("", "prefixes");

  private final SortedMap<String, Rule> rules;

  private PrefixRules(Map<String, Rule> rules) {
    this.rules = new TreeMap<>(rules);
  }

  /**
   * How far one prefix is built.
   *
   * @param built whether all streams of the prefix are live
   * @param through the last live stream in name order; empty at first
   * @param seq the last seq of the next stream that a build has looked at
   */
  public record Rule(boolean built, String through, long seq) {
    /** Nothing is built. */
    public static final Rule NEW = new Rule(false, "", 0);

    /** All is built. */
    public static final Rule BUILT = new Rule(true, "", 0);

    /** Returns whether {@code stream} is live without a mark. */
    public boolean covers(String stream) {
      return built || NameOrder.BY_CODE_POINT.compare(stream, through) <= 0;
    }
  }

  /** Returns the rules that {@code stored}, the value of {@link #KEY}, holds. */
  public static PrefixRules of(Optional<Json> stored) {
    var rules = new TreeMap<String, Rule>();
    stored.ifPresent(value -> value.tree()
        .properties()
        .forEach(each -> rules.put(each.getKey(), Json.of(each.getValue()).as(Rule.class))));
    return new PrefixRules(rules);
  }

  /** Returns the rules that the commits of {@code group} write. */
  public static Stream<PrefixRules> written(List<Commit> group) {
    return group.stream()
        .flatMap(commit -> commit.ops().stream())
        .flatMap(op -> op instanceof Op.Put put && put.key().equals(KEY)
            ? Stream.of(of(Optional.of(put.value())))
            : Stream.empty());
  }

  /** Returns the rule of {@code prefix}; empty when it is not registered. */
  public Optional<Rule> rule(String prefix) {
    return Optional.ofNullable(rules.get(prefix));
  }

  /** Returns how many prefixes there are. */
  public int size() {
    return rules.size();
  }

  /** Returns these rules with {@code rule} for {@code prefix}. */
  public PrefixRules with(String prefix, Rule rule) {
    var more = new TreeMap<>(rules);
    more.put(prefix, rule);
    return new PrefixRules(more);
  }

  /** Returns the rules of those prefixes that start with {@code prefix} themselves. */
  public PrefixRules within(String prefix) {
    var within = new TreeMap<>(rules);
    within.keySet().removeIf(name -> !name.startsWith(prefix));
    return new PrefixRules(within);
  }

  /** Returns the registered prefixes. */
  public Set<String> prefixes() {
    return Collections.unmodifiableSet(rules.keySet());
  }

  /** Returns the value to store. */
  public Json json() {
    return Json.of(rules);
  }

  /** Returns the rules that are about {@code stream}, by prefix. */
  public SortedMap<String, Rule> about(String stream) {
    return rules.isEmpty() || Limits.isReserved(stream)
        ? new TreeMap<>()
        : rules.entrySet()
            .stream()
            .filter(rule -> stream.startsWith(rule.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
  }

  /** Returns the streams of links that an append to {@code stream} may extend. A decision reads their last seqs. */
  public Stream<String> links(String stream) {
    return about(stream).keySet().stream().map(OwnKeys::prefixStream);
  }

  /** Returns the keys that may mark {@code stream} as live. A decision about an append to it reads them. */
  public Stream<String> marks(String stream) {
    return about(stream).entrySet()
        .stream()
        .filter(rule -> !rule.getValue().covers(stream))
        .map(rule -> mark(stream, rule.getKey()));
  }

  /** Returns the key that marks {@code stream} as live for {@code prefix}. */
  public static String mark(String stream, String prefix) {
    return OwnKeys.key(stream, "linked", prefix);
  }

  /** Returns whether {@code event} is linked. A link is not, because the event that it points to is. */
  public static boolean covers(Event event) {
    return !event.type().equals(Event.LINK);
  }
}
