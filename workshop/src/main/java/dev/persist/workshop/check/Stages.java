package dev.persist.workshop.check;

import dev.persist.conformance.LossyBackend.Loss;
import dev.persist.workshop.Call;
import dev.persist.workshop.Call.GiveBack;
import dev.persist.workshop.Call.Holder;
import dev.persist.workshop.Call.Sell;
import dev.persist.workshop.Call.SellBoth;
import dev.persist.workshop.Order;
import dev.persist.workshop.check.Program.Client;
import java.util.List;
import java.util.Optional;

/** The stages, in their order. */
final class Stages {
  static final String SHOW = "hamlet";
  static final String OTHER = "macbeth";

  static final List<Stage> ALL = List.of(
      new Stage(1, "Append your first event", List.of(
          one("a sold seat has a holder", client("counter", sell(1, "ann"), new Holder(SHOW, 1))),
          one("the history tells of a buyer who has gone",
              client("counter", sell(1, "ann"), new GiveBack(SHOW, 1, "ann"),
                  new Call.History(SHOW))),
          new Trial("the stream of the show has the event", new Stored()))),
      new Stage(2, "Survive a restart", List.of(
          new Trial("a seat that was sold has its holder after a restart", new Restart()))),
      new Stage(3, "Do not sell a seat twice", List.of(
          one("the second buyer at an office is told TAKEN", client("counter", sell(1, "ann"), sell(1, "bob"))),
          new Trial("of two buyers at two offices, one gets the seat", new Program(true,
              List.of(client("ann", sell(1, "ann")), client("bob", sell(1, "bob"))), List.of(new Holder(SHOW, 1)))))),
      new Stage(4, "A conflict is a value: decide again", List.of(
          two("two buyers of two seats both get theirs", client("ann", sell(1, "ann")), client("bob", sell(2, "bob")),
              new Holder(SHOW, 1), new Holder(SHOW, 2)),
          two("two buyers of one seat are told SOLD and TAKEN", client("ann", sell(1, "ann")),
              client("bob", sell(1, "bob")),
              new Holder(SHOW, 1)),
          new Trial("many buyers at many offices, all at once", new Racers()))),
      new Stage(5, "The lost reply", List.of(
          one("a buyer who lost the reply to a sale is told SOLD", client("ann", sell(1, "ann")).losing(
              Loss.AFTER_THE_COMMIT), new Call.History(SHOW)),
          one("a buyer whose request was lost gets the seat once", client("ann", sell(1, "ann")).losing(
              Loss.BEFORE_THE_COMMIT), new Call.History(SHOW)),
          two("another buyer comes in between", client("ann", sell(1, "ann")).losing(Loss.AFTER_THE_COMMIT),
              client("bob", sell(1, "bob")), new Call.History(SHOW)),
          two("another buyer comes in between, and the first request was lost",
              client("ann", sell(1, "ann")).losing(Loss.BEFORE_THE_COMMIT), client("bob", sell(1, "bob")),
              new Call.History(SHOW)))),
      new Stage(6, "kill -9", List.of(
          new Trial("who was let in is not let in again", new Kill()))),
      new Stage(7, "Two seats in one commit", List.of(
          one("both seats or none", client("counter", new Sell(order("o1", OTHER, 1, "bob")), both("ann"),
              new Holder(SHOW, 1))),
          two("nobody sees one seat sold without the other", client("ann", both("ann")),
              client("bob", new Holder(SHOW, 1),
                  new Holder(OTHER, 1))),
          two("of two buyers of both seats, one gets both", client("ann", both("ann")), client("bob", new SellBoth(
              order("b2", OTHER, 1, "bob"), order("b1", SHOW, 1, "bob"))), new Holder(SHOW, 1),
              new Holder(OTHER, 1)))),
      new Stage(8, "A read model that keeps up", List.of(
          two("another office knows the takings", client("ann", sell(1, "ann")), client("bob", sell(2, "bob")),
              new Call.Takings(SHOW)),
          new Trial("the takings cost as much after 500 sales as after one", new Cost()))),
      new Stage(9, "The shape changes", List.of(
          new Trial("a ticket of last year is still one", new OldEvents(new Holder(SHOW, 1))),
          new Trial("a ticket of last year did cost 2000 cents", new OldEvents(new Call.Takings(SHOW))),
          new Trial("a ticket costs what its order says", new OldEvents(
              new Sell(new Order("o2", SHOW, 2, "bob", 3500)), new Call.Takings(SHOW))))),
      new Stage(10, "Cut over a live map, then lose the server", List.of(
          new Trial("the import brings each ticket, also when it is run twice", Moving::twice),
          new Trial("the offices agree while buyers buy, and the cut-over loses nothing", Moving::underLoad),
          new Trial("a backup brings all back when the server is lost", Moving::lost))));

  private Stages() {}

  private static Trial one(String name, Client client, Call... afterwards) {
    return new Trial(name, new Program(false, List.of(client), List.of(afterwards)));
  }

  private static Trial two(String name, Client one, Client other, Call... afterwards) {
    return new Trial(name, new Program(false, List.of(one, other), List.of(afterwards)));
  }

  private static Client client(String name, Call... calls) {
    return new Client(name, Optional.empty(), List.of(calls));
  }

  static Order order(String id, String show, int seat, String buyer) {
    return new Order(id, show, seat, buyer, 2000);
  }

  /** Returns a call to buy a seat of the first show; the order is named for the buyer and the seat. */
  static Sell sell(int seat, String buyer) {
    return new Sell(order(buyer + seat, SHOW, seat, buyer));
  }

  private static SellBoth both(String buyer) {
    return new SellBoth(order(buyer + "1", SHOW, 1, buyer), order(buyer + "2", OTHER, 1, buyer));
  }
}
