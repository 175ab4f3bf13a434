package dev.persist.decide;

/**
 * Says that a boundary tags by another rule than the events of its context are tagged by, so it would miss some of
 * them. Nothing was written. Give the boundary's rule a version of its own; {@link Boundary#retag} then tags the events
 * by it.
 */
public final class TagRuleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int version;
  private final int inUse;

  TagRuleException(String context, int version, int inUse, int next) {
    super("the boundary has version " + version + " of the tag rule, but the events of stream \"" + context + "\" "
        + (inUse == 0 ? "were appended without one" : "are tagged by version " + inUse)
        + (next == 0 ? "" : ", and are being tagged by version " + next)
        + "; call retag on a boundary of version " + version + " until it is done, or use the version that is in use");
    this.version = version;
    this.inUse = inUse;
  }

  /** Says that the boundary's function gives event {@code seq} a tag that it is not stored with. */
  TagRuleException(String context, int version, long seq, String tag) {
    super("the boundary's function gives event " + seq + " of stream \"" + context + "\" the tag \"" + tag
        + "\", but the event is stored without this tag. Either the function was changed and the version of the tag "
        + "rule is still " + version
        + ", or the event was appended without the boundary. Give the tag rule a new version, and call retag "
        + "on a boundary of that version until it is done");
    this.version = version;
    this.inUse = version;
  }

  /** Returns the version of the rule that the boundary has. */
  public int version() {
    return version;
  }

  /**
   * Returns the version of the rule that is in use; 0 when the events were appended without any. It is the boundary's
   * own version when the boundary's function does not fit the events.
   */
  public int inUse() {
    return inUse;
  }
}
