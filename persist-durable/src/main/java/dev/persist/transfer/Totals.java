package dev.persist.transfer;

import dev.persist.StoreException;
import dev.persist.spi.Contents;
import dev.persist.spi.Part;

/**
 * What a store holds in numbers, and in one: stores of equal content have equal digests, whatever their engine.
 *
 * @param streams how many streams there are
 * @param events how many events they hold
 * @param commits how many commits with an id are remembered
 * @param keys how many keys have a value
 * @param digest the SHA-256, in hexadecimal, of all lines that an export of the store has for them
 */
public record Totals(long streams, long events, long commits, long keys, String digest) {
  /**
   * Returns the totals of {@code contents}.
   *
   * @throws StoreException.Damaged when a stream misses events
   */
  public static Totals of(Contents contents) {
    var tally = new Tally();
    var line = new Export.Block();
    Part.each(contents, part -> {
      line.reset();
      Lines.write(line, part);
      tally.add(part, line.bytes(), 0, line.size());
    }, problem -> {
      throw new StoreException.Damaged(problem + "; restore a backup");
    });
    return tally.totals();
  }
}
