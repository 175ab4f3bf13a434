package dev.persist.app.lab;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.persist.StoreException;
import dev.persist.example.bookings.before.Bookings.Dump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** Turns bits of a file over, one at a time, and looks what a reader of the file makes of it. */
final class Flips {
  private static final int LONGEST = 240;

  private Flips() {}

  /** What came of a bit that turned over. */
  enum Verdict {
    RIGHT, REFUSED, WRONG
  }

  /** Where a bit was turned over, what came of it, and what the reader was told. */
  record Flip(long at, Verdict verdict, String told) {}

  /** Opens a file, and reads it. */
  interface Reader {
    /**
     * Returns what it holds; adds what a verification of the whole file finds to {@code problems}.
     *
     * @throws StoreException when it cannot be read, since it is damaged
     * @throws JacksonException when it cannot be read, since it is no JSON of bookings
     */
    Dump read(Path file, List<String> problems) throws IOException;
  }

  /** Turns a bit over in each of many places of {@code file}, each time in a copy of its directory, and has it read. */
  static List<Flip> of(Bench bench, Path file, Dump right, Reader reader) throws Exception {
    var bytes = Files.readAllBytes(file);
    var places = bench.number("places");
    var flips = new ArrayList<Flip>();
    for (var i = 0; i < places; i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      var at = (int) ((2L * i + 1) * bytes.length / (2L * places));
      var directory = Files.createDirectory(bench.directory().resolve("copy"));
      copy(file, directory);
      var damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << i % 8);
      var copy = Files.write(directory.resolve(file.getFileName()), damaged);
      flips.add(flip(at, copy, directory, right, reader));
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return flips;
  }

  private static void copy(Path file, Path to) throws IOException {
    try (var all = Files.list(file.getParent())) {
      for (var each : all.filter(Files::isRegularFile).toList()) {
        Files.copy(each, to.resolve(each.getFileName()));
      }
    }
  }

  private static Flip flip(int at, Path copy, Path directory, Dump right, Reader reader)
      throws IOException {
    var problems = new ArrayList<String>();
    try {
      var read = reader.read(copy, problems);
      if (!read.equals(right)) { // whatever a verification finds: a caller got this answer
        return new Flip(at, Verdict.WRONG, difference(right, read));
      }
      return problems.isEmpty()
          ? new Flip(at, Verdict.RIGHT, "")
          : new Flip(at, Verdict.REFUSED, told("by the verification: " + problems.getFirst(), directory));
    } catch (StoreException | JacksonException e) {
      return new Flip(at, Verdict.REFUSED, told("" + e.getMessage(), directory));
    }
  }

  /** Returns what was said, or as much of it as is read. */
  private static String told(String text, Path directory) {
    var line = text.replace(directory + "/", "").lines().map(String::strip).collect(Collectors.joining(" "));
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  private static String difference(Dump right, Dump read) {
    if (!Objects.equals(read.title(), right.title())
        /* JSON without a title has none */ || read.capacity() != right.capacity()) {
      return "\"" + read.title() + "\" has " + read.capacity() + " seats";
    }
    return right.actors()
        .entrySet()
        .stream()
        .filter(seat -> !seat.getValue().equals(read.actors().get(seat.getKey())))
        .findFirst()
        .map(seat -> "seat " + seat.getKey() + " is that of " + read.actors().get(seat.getKey()) + ", not of "
            + seat.getValue())
        .orElse("there are more seats than were booked");
  }
}
