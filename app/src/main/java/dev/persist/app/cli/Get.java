package dev.persist.app.cli;

import dev.persist.Json;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a value. */
@Command(name = "get", description = "Prints the value of a key, as JSON.", footer = {
    "", "Example: persist get orders --url rocksdb:./data"})
final class Get extends StoreCommand {
  @Parameters(paramLabel = "KEY", description = "The key.") private String key = "";

  Get(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var store = open()) {
      var value = store.kv().get(key);
      value.ifPresent(found -> out.line(Map.of("key", key, "value", found), found.toString()));
      return value.isPresent() ? DONE : no("there is no key " + Json.of(key) + "; persist keys lists those there are");
    }
  }
}
