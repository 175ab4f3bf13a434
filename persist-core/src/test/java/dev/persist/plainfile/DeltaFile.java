package dev.persist.plainfile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Delta;
import dev.persist.spi.Outcome;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * A file of deltas. Each is one line: a checksum, a space and JSON. Lines are only ever added. Storage format. One process
 * at a time has the file open. Not thread-safe.
 */
final class DeltaFile implements AutoCloseable {
  private static final int SUM = "1c2a4f00 ".length();

  /** Not a {@link FileChannel}, which closes itself when the thread that uses it is interrupted. */
  private final RandomAccessFile file;
  private final Path path;

  /** A delta in a form that JSON has. A list has the value of a key, or nothing: {@code null} is a value. */
  private record Line(List<Event> events, Map<String, Long> truncated, Map<String, List<Json>> values,
      Map<String, Long> forgotten, List<Outcome> outcomes) {
    static Line of(Delta delta) {
      var values = delta.values()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().stream().toList()));
      return new Line(delta.events(), delta.truncated(), values, delta.forgotten(), delta.outcomes());
    }

    Delta delta() {
      var optional = values.entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().stream().findFirst()));
      return new Delta(events, truncated, optional, forgotten, outcomes);
    }
  }

  private DeltaFile(RandomAccessFile file, Path path) {
    this.file = file;
    this.path = path;
  }

  /** Opens the file at {@code path}, or makes it. Hands over each delta that is there. */
  static DeltaFile open(Path path, Consumer<Delta> each) throws IOException {
    var isNew = !Files.exists(path);
    var opened = new DeltaFile(new RandomAccessFile(path.toFile(), "rw"), path);
    try {
      opened.lock();
      opened.replay(each);
      if (isNew) {
        try (var directory = FileChannel.open(path.toAbsolutePath().getParent())) {
          directory.force(true); // or a power loss could take the file's name away
        }
      }
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private void lock() throws IOException {
    try {
      if (file.getChannel().tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // this process has it open; the next line says so
    }
    throw new StoreException.Unavailable(path + " is open already; close it there first");
  }

  private void replay(Consumer<Delta> each) throws IOException {
    var in = new BufferedInputStream(new FileInputStream(file.getFD())); // not closed: the file would be, too
    var line = new ByteArrayOutputStream();
    var whole = 0L;
    for (var next = in.read(); next >= 0; next = in.read()) {
      line.write(next);
      if (next == '\n') {
        each.accept(delta(line.toByteArray(), whole));
        whole += line.size();
        line.reset();
      }
    }
    file.setLength(whole); // A crash cut off the rest, a write that was never acknowledged.
    file.seek(whole);
    file.getFD().sync(); // A process that was killed may not have synced what is read from now on.
  }

  private Delta delta(byte[] line, long at) {
    var json = Arrays.copyOfRange(line, Math.min(SUM, line.length - 1), line.length - 1);
    if (!Arrays.equals(line, withSum(json))) {
      throw new StoreException.Damaged(
          path + ": the line at byte " + at + " does not have its checksum; restore the file from a backup");
    }
    return Json.ofCanonical(json).as(Line.class).delta();
  }

  /** Returns the line of {@code delta}. */
  static byte[] line(Delta delta) {
    return withSum(Json.of(Line.of(delta)).toBytes());
  }

  private static byte[] withSum(byte[] json) {
    var sum = new CRC32C();
    sum.update(json);
    var line = new ByteArrayOutputStream();
    line.writeBytes("%08x ".formatted(sum.getValue()).getBytes(US_ASCII));
    line.writeBytes(json);
    line.write('\n');
    return line.toByteArray();
  }

  /** Adds a line. Returns once it is durable. */
  void append(byte[] line) throws IOException {
    file.write(line);
    file.getFD().sync();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
