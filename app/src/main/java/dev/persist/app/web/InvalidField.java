package dev.persist.app.web;

/**
 * Thrown when a part of the request is out of range: a 400 that names the part. The compact constructor of a record may
 * throw it. When the record is read from a body, {@link Bodies} puts the path to the record in front. So a line of an
 * order only says {@code quantity}.
 */
public final class InvalidField extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String field;

  /** Names the component, and says what it must be, such as {@code "must be 1 to 1000"}. */
  public InvalidField(String field, String detail) {
    super(detail);
    this.field = field;
  }

  /** Throws unless the condition holds. */
  public static void unless(boolean condition, String field, String detail) {
    if (!condition) {
      throw new InvalidField(field, detail);
    }
  }

  /** Says which field is wrong, and what it must be. */
  public String sentence() {
    return field + " " + detail();
  }

  Problem problem() {
    return Refusal.field(field, detail()).problem();
  }

  String field() {
    return field;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
