package dev.persist.distributed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.conformance.History;
import dev.persist.conformance.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/** Runs {@link Participant} in a process of its own, and hears what it says. For one thread. */
final class ParticipantProcess {
  private final Process process;
  private final BufferedReader output;
  private final Map<Json, Participant.Said> said = new ConcurrentHashMap<>();
  private FutureTask<Boolean> hearing;
  private boolean killed;

  /** Starts one whose {@code name} no other has, and waits until it is ready. */
  ParticipantProcess(String url, String name) throws Exception {
    process = Jvm.start(Participant.class, url, name);
    output = process.inputReader(UTF_8);
    hearing = hear();
    assertThat(hearing.get()).as("it is ready").isTrue();
  }

  /** Keeps what the process says until it is ready, or ends: which of the two it was. */
  private FutureTask<Boolean> hear() {
    var task = new FutureTask<>(() -> {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(Participant.READY)) {
          return true;
        }
        if (line.endsWith(Participant.END)) {
          var text = line.substring(0, line.length() - Participant.END.length());
          var each = Json.parse(text).as(Participant.Said.class);
          said.put(each.call().value(), each);
        }
      }
      return false;
    });
    Thread.ofPlatform().start(task);
    return task;
  }

  /** Makes its clients ask about {@code registers} until {@link #finish}. */
  void ask(String registers) throws IOException {
    hearing = hear();
    write(registers);
  }

  /**
   * Waits until its clients have their last answers, unless it was killed. Adds all that it has said to {@code history}, and
   * returns how many answers it got.
   */
  long finish(History history) throws Exception {
    if (!killed) {
      write("");
    }
    assertThat(hearing.get()).as("it is ready again").isEqualTo(!killed);
    for (var each : said.values()) {
      each.answer()
          .ifPresentOrElse(answer -> history.answered(each.call(), each.called(), each.returned(), answer),
              () -> history.unanswered(each.call(), each.called(), Long.MAX_VALUE));
    }
    var answers = said.values().stream().filter(each -> each.answer().isPresent()).count();
    said.clear();
    return answers;
  }

  private void write(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Kills it with what it is doing. What it has said can still be heard. */
  void kill() {
    killed = true;
    process.toHandle().destroyForcibly(); // the process itself would close its output
    process.onExit().join();
  }

  boolean isKilled() {
    return killed;
  }
}
