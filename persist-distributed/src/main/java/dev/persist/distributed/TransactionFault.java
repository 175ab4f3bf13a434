package dev.persist.distributed;

import com.scalar.db.exception.transaction.CommitConflictException;
import com.scalar.db.exception.transaction.CrudConflictException;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.exception.transaction.UnknownTransactionStatusException;
import dev.persist.StoreException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/** A transaction that was not carried out, or of which that is unknown. */
final class TransactionFault extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int MOST_CHARS = 300;

  TransactionFault(TransactionException cause) {
    super(brief(String.valueOf(cause.getMessage())), cause);
  }

  /** Leaves out the end of a text that lists all rows of the transaction. */
  private static String brief(String text) {
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
  }

  /** Returns whether the transaction may have been committed. */
  boolean isUnknown() {
    return getCause() instanceof UnknownTransactionStatusException;
  }

  /** Returns whether another transaction was in the way. */
  boolean isConflict() {
    return getCause() instanceof CrudConflictException || getCause() instanceof CommitConflictException;
  }

  /** Returns what no further attempt would mend; empty when one may. */
  Optional<StoreException> lasting(String store) {
    return Stream.iterate(getCause(), cause -> cause != null, Throwable::getCause)
        .flatMap(cause -> cause instanceof SQLException e && e.getSQLState() != null ? Stream.of(e) : Stream.empty())
        .findFirst()
        .flatMap(e -> switch (e.getSQLState().substring(0, Math.min(2, e.getSQLState().length()))) {
          case "22", "23", "54" -> Optional.of(new StoreException.Refused(
              "the store " + store + " refused the call: " + e.getMessage(), this));
          case "3F", "42" -> e.getSQLState().equals("42501")
              ? Optional.<StoreException>empty() // no permission, until it is granted
              : Optional.of(new StoreException.Damaged("the store " + store + " cannot be read: " + e.getMessage()
                  + "; restore the database from a backup", this));
          default -> Optional.empty();
        });
  }
}
