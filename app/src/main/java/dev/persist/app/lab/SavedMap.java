package dev.persist.app.lab;

import dev.persist.app.demo.Code;
import dev.persist.example.bookings.before.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The bookings in a map, which is saved in a file of JSON after each booking. Safe for use by any thread. */
final class SavedMap {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String TALK = "talk";
  private static final int SEATS = 1_000_000;

  private final Bookings bookings = new Bookings((talk, actor) -> {});
  private final Path file;

  SavedMap(Path file) {
    this.file = file;
    bookings.open(TALK, "A talk", SEATS);
  }

  /** Books a seat for {@code actor}. */
  synchronized void book(String actor) throws IOException {
    bookings.book(TALK, actor);
    save();
  }

  /** Saves the map as many programs do: over the file that was there. */
  private void save() throws IOException {
    Files.write(file, MAPPER.writeValueAsBytes(bookings.dump()));
  }

  /** Returns what the map holds. */
  Dump dump() {
    return dump(bookings);
  }

  /**
   * Opens the bookings that were saved in {@code file}, and returns what they hold.
   *
   * @throws tools.jackson.core.JacksonException when the file is no JSON of bookings
   */
  static Dump opened(Path file) throws IOException {
    var saved = MAPPER.readValue(Files.readAllBytes(file), new TypeReference<Map<String, Dump>>() {});
    return dump(new Bookings((talk, actor) -> {}, saved));
  }

  private static Dump dump(Bookings bookings) {
    return bookings.dump().getOrDefault(TALK, new Dump("", 0, Map.of()));
  }

  /** Returns the lines that save it. */
  static Code code() {
    return Code.part("app/src/main/java/dev/persist/app/lab/SavedMap.java", "synchronized void book(", "Files.write(");
  }
}
