package dev.persist.sql;

/** The meaning of PostgreSQL's error states ({@code PostgresFaultTest} has the whole appendix). */
final class PostgresFault {
  private PostgresFault() {}

  /** Returns the meaning of {@code state}, which is empty for some errors of the driver and of the pool. */
  static Fault of(String state) {
    return switch (state) {
      case "25006" -> Fault.LOST; // a standby
      case "25P03", "25P04" -> Fault.LOST; // the transaction took too long, and its connection was ended
      case "40003" -> Fault.LOST; // the outcome is unknown
      case "26000", "42P05" -> Fault.PASSING; // prepared statements that the session lost, or has from others
      case "0A000" -> Fault.PASSING; // a prepared statement of another version of the tables; a new session has none
      case "42501" -> Fault.PASSING; // no permission, for any commit, until it is granted
      case "57014" -> Fault.PASSING; // a statement was cancelled
      case "42P01", "42703", "XX001", "XX002" -> Fault.DAMAGED; // no such table or column; what a page or index holds
      default -> switch (state.substring(0, Math.min(2, state.length()))) {
        case "", "08", "28", "3D", "57", "99" -> Fault.LOST; // no connection, or none is let in; shutting down; the driver
        case "3F" -> Fault.DAMAGED; // no such schema
        case "25", "40", "53", "55", "58", "72" -> Fault.PASSING; // rolled back, out of resources, locked, system error
        default -> Fault.REFUSED; // the data to be written
      };
    };
  }
}
