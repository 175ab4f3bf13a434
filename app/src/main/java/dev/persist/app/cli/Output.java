package dev.persist.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import picocli.CommandLine.Help.Ansi;

/**
 * What a command prints: text for people, or one JSON document a line. In UTF-8, whatever the machine is set to. Not
 * thread-safe.
 */
final class Output implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final boolean json;
  private final Ansi ansi;

  /** The reader of the output is gone. */
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Closed(IOException cause) {
      super(cause);
    }
  }

  Output(OutputStream out, boolean json, Ansi ansi) {
    this.out = new BufferedOutputStream(out, BUFFER);
    this.json = json;
    this.ansi = ansi;
  }

  /**
   * Prints a line.
   *
   * @param document for machines, anything that {@link Json#of} takes
   * @param text for people, in columns
   */
  void line(Object document, String... text) {
    print(json ? Json.of(document).toString() : String.join("  ", text));
  }

  /** Returns {@code text} in {@code style} where colours are shown. */
  String in(String style, String text) {
    var styles = Ansi.Style.parse(style);
    return ansi.enabled() ? Ansi.Style.on(styles) + text + Ansi.Style.off(styles) : text;
  }

  /** Returns {@code name}; as JSON when it holds characters that would steer a terminal or break the line. */
  static String safe(String name) {
    return name.chars().anyMatch(Character::isISOControl) ? Json.of(name).toString() : name;
  }

  private void print(String line) {
    try {
      out.write(line.getBytes(UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Prints what is still in the buffer. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Tells a reader that left, such as {@code head}, from a full disk. */
  private static RuntimeException failed(IOException e) {
    return String.valueOf(e.getMessage()).contains("Broken pipe") ? new Closed(e) : new UncheckedIOException(e);
  }

  @Override
  public void close() {
    flush();
  }
}
