package dev.persist.app.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists keys. */
@Command(name = "keys", description = "Lists the keys that have a value.", footer = {
    "", "Example: persist keys session/ --values --json"})
final class Keys extends StoreCommand {
  @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "The first characters of the keys; all without it.") private String prefix = "";

  @Option(names = "--values", description = "Print the values, too.") private boolean values;

  Keys(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var store = open()) {
      store.kv().keys(prefix).forEach(key -> {
        if (values) { // a key that was deleted meanwhile has none
          store.kv()
              .get(key)
              .ifPresent(value -> out.line(Map.of("key", key, "value", value), Output.safe(key), value.toString()));
        } else {
          out.line(Map.of("key", key), Output.safe(key));
        }
      });
    }
    return DONE;
  }
}
