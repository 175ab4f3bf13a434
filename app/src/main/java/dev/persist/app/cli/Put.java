package dev.persist.app.cli;

import dev.persist.Json;
import dev.persist.kv.SwapResult;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a value. */
@Command(name = "put", description = "Sets the value of a key.", footer = {
    "", "Example: persist put limits/ann '{\"calls\":100}' --new"})
final class Put extends StoreCommand {
  @Parameters(index = "0", paramLabel = "KEY", description = "The key.") private String key = "";

  @Parameters(index = "1", paramLabel = "VALUE", description = "The value, as JSON; - reads it from standard input.") private String value = "";

  @ArgGroup(exclusive = true) private Condition condition = new Condition();

  /** What must hold. */
  static final class Condition {
    @Option(names = "--expect", paramLabel = "JSON", description = "Only if this is the value.") private Optional<String> expect = Optional
        .empty();

    @Option(names = "--new", description = "Only if the key has no value.") private boolean isNew;
  }

  Put(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) throws IOException {
    var json = JsonText.read("VALUE", value, shell.in());
    var expected = condition.expect.isPresent()
        ? Optional.of(JsonText.read("--expect", condition.expect.get(), shell.in()))
        : Optional.<Json>empty();
    try (var store = openOrMake()) {
      var kv = store.kv();
      SwapResult result;
      if (expected.isPresent()) {
        result = kv.cas(key, expected.get(), json);
      } else {
        result = condition.isNew ? kv.putNew(key, json) : new SwapResult.Swapped(kv.put(key, json));
      }
      return switch (result) {
        case SwapResult.Swapped(var now) -> {
          out.line(Map.of("key", key, "value", now), now.toString());
          yield DONE;
        }
        case SwapResult.Conflict(var before, var actual) -> no("conflict: the value of " + Json.of(key) + " is "
            + actual.map(Json::toString).orElse("absent") + ", not " + before.map(Json::toString).orElse("absent")
            + "; nothing was written");
      };
    }
  }
}
