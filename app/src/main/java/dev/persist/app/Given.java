package dev.persist.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The values of settings that were given, and what is wrong with them. Not thread-safe. */
final class Given {
  private final Map<String, String> flags;
  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final String fileName;
  private final List<String> problems = new ArrayList<>();

  Given(Map<String, String> flags, Map<String, String> environment, Optional<Path> file) {
    this.flags = flags;
    this.environment = environment;
    this.fileName = file.map(Path::toString).orElse("");
    this.file = file.map(this::read).orElse(Map.of());
  }

  private Map<String, String> read(Path path) {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(path)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("the settings in " + path + " cannot be read: " + e);
    }
    var values = new HashMap<String, String>();
    var known = Config.SETTINGS.stream().map(Setting::key).toList();
    for (var key : properties.stringPropertyNames()) {
      if (known.contains(key)) {
        values.put(key, properties.getProperty(key));
      } else {
        problems.add(key + " is no setting (" + path + "); the settings are " + String.join(", ", known));
      }
    }
    return values;
  }

  /**
   * What was given for a setting.
   *
   * @param from where it was
   */
  private record Source(String text, String from) {}

  /** Returns the value of {@code setting}; empty when it has none. A value that is not allowed is a problem. */
  <T> Optional<T> find(Setting<T> setting) {
    var value = source(setting).flatMap(it -> setting.read().apply(it.text));
    if (value.isEmpty()) {
      require(source(setting).isEmpty(), setting, setting.allowed());
    }
    return value;
  }

  private Optional<Source> source(Setting<?> setting) {
    if (flags.containsKey(setting.key())) {
      return Optional.of(new Source(flags.get(setting.key()), setting.flag()));
    }
    if (environment.containsKey(setting.key())) {
      return Optional.of(new Source(environment.get(setting.key()), "the environment"));
    }
    if (file.containsKey(setting.key())) {
      return Optional.of(new Source(file.get(setting.key()), fileName));
    }
    return setting.otherwise().map(text -> new Source(text, "the default"));
  }

  /** Requires that what was given for {@code setting} is {@code allowed}. */
  void require(boolean fine, Setting<?> setting, String allowed) {
    if (!fine) {
      source(setting).ifPresent(it -> problems.add(setting.refused(it.text, it.from, allowed)));
    }
  }

  /** Requires that a secret of its own was given for {@code setting}. */
  void requireOwn(boolean given, Setting<?> setting) {
    if (!given) {
      problems.add(setting.key() + " is not given, or is that of the demo; in production, give one of your own");
    }
  }

  /** Returns if nothing is wrong. */
  void requireNoProblem() {
    if (!problems.isEmpty()) {
      throw new Config.Invalid(problems);
    }
  }
}
