package dev.persist.app.cli;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Contents;
import dev.persist.spi.Outcome;
import dev.persist.spi.StreamHead;
import dev.persist.transfer.Progress;
import java.util.List;
import java.util.Optional;

/** Tells how much of some contents was read. */
final class Watched implements Contents {
  private final Contents contents;
  private final Progress progress;
  private long parts;

  Watched(Contents contents, Progress progress) {
    this.contents = contents;
    this.progress = progress;
  }

  @Override
  public Optional<StreamHead> head(String stream) {
    return contents.head(stream);
  }

  @Override
  public Optional<Json> value(String key) {
    return contents.value(key);
  }

  @Override
  public List<StreamHead> streams(String stream, int limit) {
    return read(contents.streams(stream, limit));
  }

  @Override
  public List<Event> events(String stream, long seq, int limit) {
    return read(contents.events(stream, seq, limit));
  }

  @Override
  public List<Outcome> outcomes(String stream, String key, int limit) {
    return read(contents.outcomes(stream, key, limit));
  }

  @Override
  public List<Entry<Json>> entries(String key, int limit) {
    return read(contents.entries(key, limit));
  }

  @Override
  public List<String> fileProblems() {
    return contents.fileProblems();
  }

  @Override
  public void close() {
    contents.close();
  }

  private <T> List<T> read(List<T> page) {
    parts += page.size();
    progress.at(parts, 0, 0);
    return page;
  }
}
