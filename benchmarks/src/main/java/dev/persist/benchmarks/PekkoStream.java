package dev.persist.benchmarks;

import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import tools.jackson.databind.json.JsonMapper;

/** A persistent actor that sells, decided on what was sold so far. */
final class PekkoStream extends EventSourcedBehavior<PekkoStream.Sell, Sale, Long> {
  private final LongFunction<Sale> decision;

  /**
   * The command.
   *
   * @param answer who is told what was sold so far, once the sale is durable
   */
  record Sell(ActorRef<Long> answer) {}

  PekkoStream(String name, LongFunction<Sale> decision) {
    super(PersistenceId.ofUniqueId(name));
    this.decision = decision;
  }

  @Override
  public Long emptyState() {
    return 0L;
  }

  @Override
  public CommandHandler<Sell, Sale, Long> commandHandler() {
    return (sum, sell) -> Effect().persist(decision.apply(sum)).thenReply(sell.answer(), now -> now);
  }

  @Override
  public EventHandler<Long, Sale> eventHandler() {
    return (sum, sale) -> sum + sale.cents();
  }

  @Override
  public EventAdapter<Sale, ?> eventAdapter() {
    return new Json();
  }

  /** Stores a sale as bytes, which need no serializer of Pekko's. */
  private static final class Json extends EventAdapter<Sale, byte[]> {
    private static final JsonMapper JACKSON = new JsonMapper();

    @Override
    public byte[] toJournal(Sale sale) {
      return JACKSON.writeValueAsBytes(sale);
    }

    @Override
    public String manifest(Sale sale) {
      return "";
    }

    @Override
    public EventSeq<Sale> fromJournal(byte[] bytes, String manifest) {
      return EventSeq.single(JACKSON.readValue(bytes, Sale.class));
    }
  }
}
