package dev.persist.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Some lines of the source that is packed with the app, found by their text, so that they are right after each change.
 *
 * @param path the file, as the address of its page has it after {@code /source/}
 * @param line the number of the first line
 * @param lines the lines
 */
public record Code(String path, int line, List<String> lines) {
  /** Copies the list. */
  public Code {
    lines = List.copyOf(lines);
  }

  /**
   * Returns the lines from the first that begins with {@code text} to the end of the block that it opens.
   *
   * @throws IllegalArgumentException when no line begins so
   */
  public static Code block(String path, String text) {
    var all = lines(path);
    var first = first(path, all, text);
    var indent = indent(all.get(first));
    var last = first;
    while (!all.get(last).equals(" ".repeat(indent) + "}")) {
      last++;
    }
    return of(path, all, first, last);
  }

  /**
   * Returns the lines from the first that begins with {@code from} to the next that begins with {@code to}.
   *
   * @throws IllegalArgumentException when no line begins so
   */
  public static Code part(String path, String from, String to) {
    var all = lines(path);
    var first = first(path, all, from);
    var last = first + first(path, all.subList(first, all.size()), to);
    return of(path, all, first, last);
  }

  /**
   * Returns the place of the first line that begins with {@code text}.
   *
   * @throws IllegalArgumentException when no line begins so
   */
  public static Code line(String path, String text) {
    return new Code(path, first(path, lines(path), text) + 1, List.of());
  }

  /** Returns the name of the file. */
  public String file() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the address of the first line. */
  public String url() {
    return "/source/" + path + "#L" + line;
  }

  private static Code of(String path, List<String> all, int first, int last) {
    var indent = indent(all.get(first));
    return new Code(path, first + 1,
        all.subList(first, last + 1).stream().map(line -> line.substring(Math.min(indent, indent(line)))).toList());
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static int first(String path, List<String> lines, String text) {
    for (var i = 0; i < lines.size(); i++) {
      if (lines.get(i).stripLeading().startsWith(text)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no line of " + path + " begins with \"" + text + "\"; name one that is there");
  }

  private static List<String> lines(String path) {
    try (var in = Objects.requireNonNull(Code.class.getResourceAsStream("/source/" + path), path)) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
