package dev.persist.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.conformance.Call;
import dev.persist.conformance.History;
import dev.persist.conformance.Jvm;
import java.io.IOException;
import java.util.HashMap;

/** Lets {@link HistoryWriter} run on one store, kills it, and joins what its clients saw to one history. */
public final class CrashHistory {
  private static final String REGISTER = "r";

  private final String url;
  private final History history = new History();
  private int runs;

  /** Moves on by one with each line. */
  private long time;

  /** A call that was said to be made, and when. */
  private record Made(Call call, long at) {}

  /** Lets them ask the store at {@code url}. */
  public CrashHistory(String url) {
    this.url = url;
  }

  /** Returns what was seen so far. */
  public History history() {
    return history;
  }

  /**
   * Runs the clients until they had that many answers, and returns how many they had. A call the kill left open took
   * effect before it, or never.
   */
  public int run(int answers) throws IOException {
    var writer = Jvm.start(HistoryWriter.class, url, "" + ++runs, REGISTER);
    var open = new HashMap<String, Made>();
    var answered = 0;
    try (var lines = writer.inputReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.endsWith(" .")) {
          continue;
        }
        time++;
        var client = line.substring(0, line.indexOf(' '));
        var said = Json.parse(line.substring(client.length(), line.length() - 1));
        var made = open.remove(client);
        if (made == null) {
          open.put(client, new Made(said.as(Call.class), time));
        } else {
          history.answered(made.call, made.at, time, said.as(String.class));
          answered++;
        }
        if (answered >= answers) {
          // Process.destroyForcibly would close the stream too, and with it drop what was said.
          writer.toHandle().destroyForcibly();
        }
      }
    } finally {
      writer.toHandle().destroyForcibly();
      writer.onExit().join();
    }
    time++;
    open.values().forEach(made -> history.unanswered(made.call, made.at, time));
    return answered;
  }
}
