package dev.persist;

/**
 * Names a commit so that retrying it is safe: the second attempt gives the first one's outcome.
 *
 * @param stream the stream the command is about; ids of different streams never meet
 * @param key the caller's name for this command: an idempotency key, a webhook's event id
 * @param digest of what the caller asked for, so that one key cannot stand for two commands. Never of times, metadata
 *     or decisions, which differ on a retry
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
