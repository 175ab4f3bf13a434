package dev.persist.sql;

/** What an error of a database says about the transaction it ended. */
enum Fault {
  /** It was rolled back, for something that passes: another transaction was in the way. */
  PASSING,

  /** The connection is gone, or was not to a server that takes writes: rolled back, unless it was at its commit. */
  LOST,

  /** It was rolled back, for what it wanted to write. */
  REFUSED,

  /** It was rolled back, since what is stored could not be read. */
  DAMAGED,

  /** Nobody knows what is on the disk. */
  DOUBTFUL
}
