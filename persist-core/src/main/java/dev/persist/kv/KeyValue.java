package dev.persist.kv;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Mismatch;
import dev.persist.Op;
import dev.persist.StoreException;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The kv facet: current values, without history.
 *
 * <p>An absent key and a key that holds {@link Json#NULL} are different. Each write is one commit, and it is durable
 * when the call returns. Safe for use by any thread.
 *
 * <p>Every method refuses keys that start with {@code $}, and keys and values over {@link dev.persist.Limits}. A
 * refusal is an {@link IllegalArgumentException}; nothing was written. Every method throws {@link StoreException} for
 * faults.
 */
public final class KeyValue {
  private final Backend backend;

  /** Creates the facet over {@code backend}, which the caller closes. */
  public KeyValue(Backend backend) {
    this.backend = backend;
  }

  /** Returns the value of {@code key}; empty when it is absent. */
  public Optional<Json> get(String key) {
    return backend.get(Reserved.refuse("key", key));
  }

  /** Returns the value of {@code key}, or {@code otherwise} when it is absent. */
  public Json getOr(String key, Json otherwise) {
    return get(key).orElse(otherwise);
  }

  /** Returns whether {@code key} has a value, {@link Json#NULL} included. */
  public boolean has(String key) {
    return get(key).isPresent();
  }

  /** Returns the keys that start with {@code prefix}, in name order, read page by page; "" for all keys. */
  public Stream<String> keys(String prefix) {
    Limits.prefix("prefix", prefix);
    return Reserved.leaveOut("", last -> backend.keys(prefix, last, Pages.SIZE));
  }

  /**
   * Returns a page of the entries whose keys start with {@code prefix}, in name order, as of one moment. A page has the
   * first {@code limit} (1 or more) entries after {@code after}. It has fewer when their values reach {@link
   * Limits#PAGE_BYTES}, or where persist's own entries come next, which are left out. For the next page, pass the last
   * key as {@code after}, until a page is empty. Each page is as of a moment of its own.
   *
   * @param prefix as in {@link #keys}
   * @param after the last key of the page before, "" for the first page
   */
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    Limits.prefix("after", after);
    if (limit < 1) {
      throw new IllegalArgumentException("the limit is " + limit + "; ask for 1 entry or more");
    }
    return prefix.isEmpty() ? all(after, limit) : backend.entries(Reserved.refuse("prefix", prefix), after, limit);
  }

  /** Persist's own entries lie next to each other, so at most one page of them is read. */
  private List<Entry<Json>> all(String after, int limit) {
    var page = backend.entries("", Reserved.skip(after), limit);
    return !page.isEmpty() && Limits.isReserved(page.getFirst().key())
        ? backend.entries("", Reserved.skip(page.getFirst().key()), limit)
        : page.stream().takeWhile(entry -> !Limits.isReserved(entry.key())).toList();
  }

  /**
   * Returns what {@link #entries(String, String, int)} does, with values that {@code codec} reads.
   *
   * @throws IllegalArgumentException also when {@code codec} cannot read a value
   */
  public <T> List<Entry<T>> entries(String prefix, String after, int limit, Codec<T> codec) {
    return entries(prefix, after, limit).stream()
        .map(entry -> new Entry<>(entry.key(), codec.decode().apply(entry.value())))
        .toList();
  }

  /** Sets the value of {@code key} and returns it. */
  public Json put(String key, Json value) {
    write(List.of(), new Op.Put(key, value));
    return value;
  }

  /** Removes {@code key}; no effect when it is absent. */
  public void delete(String key) {
    write(List.of(), new Op.Delete(key));
  }

  /** Sets {@code key} to {@code value} if its value is {@code expected}. */
  public SwapResult cas(String key, Json expected, Json value) {
    return swap(Guard.keyIs(key, expected), key, value);
  }

  /** Sets {@code key} to {@code value} if it is absent. */
  public SwapResult putNew(String key, Json value) {
    return swap(Guard.keyAbsent(key), key, value);
  }

  /**
   * Replaces the value of {@code key} by what {@code change} returns for it, and returns the new value. {@code change}
   * gets {@code otherwise} when the key is absent. Atomic: no other write comes between. If another writer changes the
   * key first, {@code change} runs again on the newer value, until this call succeeds. Each extra run means that
   * another writer succeeded.
   */
  public Json update(String key, Json otherwise, UnaryOperator<Json> change) {
    var before = get(key);
    while (true) {
      var after = change.apply(before.orElse(otherwise));
      switch (before.isPresent() ? cas(key, before.get(), after) : putNew(key, after)) {
        case SwapResult.Swapped swapped -> {
          return after;
        }
        case SwapResult.Conflict(var expected, var actual) -> before = actual;
      }
    }
  }

  private SwapResult swap(Guard guard, String key, Json value) {
    return switch (write(List.of(guard), new Op.Put(key, value))) {
      case CommitResult.Committed committed -> new SwapResult.Swapped(value);
      case CommitResult.Conflict(var mismatches) -> conflict((Mismatch.Key) mismatches.getFirst());
      case CommitResult other -> throw new IllegalStateException("a put with a guard gave " + other);
    };
  }

  private static SwapResult conflict(Mismatch.Key mismatch) {
    return new SwapResult.Conflict(mismatch.expected(), mismatch.actual());
  }

  private CommitResult write(List<Guard> guards, Op op) {
    return backend.commit(Reserved.refuse(new Commit(Optional.empty(), guards, List.of(op))));
  }
}
