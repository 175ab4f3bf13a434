package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many short histories of clients that share a few streams and keys. */
@Rule("C3")
abstract class LinearizabilityRules extends Suite {
  private static final int HISTORIES = 25;
  private static final int CLIENTS = 8;
  private static final int CALLS = 50;

  LinearizabilityRules(ConformanceKit kit) {
    super(kit);
  }

  private record Answered(Call call, long called, long returned, String answer) {}

  @Test
  void one_order_of_the_calls_explains_every_answer() throws Exception {
    for (var number = 0; number < HISTORIES; number++) {
      var register = "r" + number;
      var history = new History();
      Race.onPlatformThreads(CLIENTS, racer -> calls(new Client(register + "." + racer, register)))
          .forEach(client -> client.forEach(
              each -> history.answered(each.call, each.called, each.returned, each.answer)));
      assertThat(history.size()).isEqualTo(CLIENTS * CALLS);
      assertThat(history.problems()).isEmpty();
    }
  }

  private List<Answered> calls(Client client) {
    var answered = new ArrayList<Answered>();
    for (var i = 0; i < CALLS; i++) {
      var call = client.next();
      var called = System.nanoTime();
      var answer = client.ask(store, call);
      answered.add(new Answered(call, called, System.nanoTime(), answer));
    }
    return answered;
  }
}
