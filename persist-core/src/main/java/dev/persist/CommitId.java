package dev.persist;

/**
 * Names a commit, which makes a retry safe: the second attempt returns the outcome of the first.
 *
 * @param stream the stream that the command is about; the same key on two streams makes two ids
 * @param key the caller's name for this command: an idempotency key, a webhook's event id
 * @param digest the digest of what the caller asked for, so that one key cannot stand for two commands. It never covers
 *     times, metadata or decisions, which differ on a retry
 */
public record CommitId(String stream, String key, String digest) {
  /** Checks the names. */
  public CommitId {
    Limits.name("commit id's stream", stream);
    Limits.name("commit id's key", key);
    Limits.name("commit id's digest", digest);
  }

  /** Returns the id of the command {@code request}, named {@code key} on {@code stream}. */
  public static CommitId of(String stream, String key, Json request) {
    return new CommitId(stream, key, request.digest());
  }
}
