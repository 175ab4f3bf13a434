package dev.persist.sql;

/** What an error of a database says about the transaction that it ended. */
enum Fault {
  /** It was rolled back, for a reason that passes: another transaction was in the way. */
  PASSING,

  /** The connection is gone, or its server takes no writes. It was rolled back, unless it was committing. */
  LOST,

  /** It was rolled back, because of the data that it wanted to write. */
  REFUSED,

  /** It was rolled back, since stored data could not be read. */
  DAMAGED,

  /** It is unknown what is on the disk. */
  DOUBTFUL
}
