package dev.persist.benchmarks;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.util.Map;
import java.util.stream.IntStream;
import org.occurrent.eventstore.inmemory.InMemoryEventStore;
import tools.jackson.databind.json.JsonMapper;

/** The store in memory of <a href="https://github.com/johanhaleby/occurrent">Occurrent</a>: no disk, and no bytes to check. */
record ReadOccurrent(InMemoryEventStore store) implements Reads.Peer {
  private static final JsonMapper JACKSON = new JsonMapper();
  private static final String STREAM = "sales";

  static ReadOccurrent filled() {
    var store = new InMemoryEventStore();
    var sales = Reads.sales();
    store.write(STREAM, IntStream.range(0, sales.size()).mapToObj(i -> event(i, sales.get(i))));
    return new ReadOccurrent(store);
  }

  private static CloudEvent event(int number, Sale sale) {
    return CloudEventBuilder.v1()
        .withId("" + number)
        .withSource(URI.create("urn:sales"))
        .withType(Sale.TYPE)
        .withData(JACKSON.writeValueAsBytes(sale))
        .build();
  }

  @Override
  public Map<String, Reads.Work> works() {
    return Map.of("read a stream", () -> store.read(STREAM).events().mapToLong(ReadOccurrent::cents).sum());
  }

  private static long cents(CloudEvent event) {
    return JACKSON.readValue(event.getData().toBytes(), Sale.class).cents();
  }

  @Override
  public void close() {}
}
