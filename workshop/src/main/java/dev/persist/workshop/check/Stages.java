package dev.persist.workshop.check;

import dev.persist.conformance.LossyBackend.Loss;
import dev.persist.workshop.Call;
import dev.persist.workshop.Call.Admit;
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
              client("counter", sell(1, "ann"), giveBack(SHOW),
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
          new Trial("many buyers at many offices, all at once", new Racers()),
          two("of two who give back one ticket, one had it", client("ann", sell(1, "ann"), giveBack(SHOW)),
              client("again", giveBack(SHOW)), new Call.History(SHOW)))),
      new Stage(5, "The lost reply", List.of(
          one("a buyer who lost the reply to a sale is told SOLD", client("ann", sell(1, "ann")).losing(
              Loss.AFTER_THE_COMMIT), new Call.History(SHOW)),
          one("a buyer whose request was lost gets the seat once", client("ann", sell(1, "ann")).losing(
              Loss.BEFORE_THE_COMMIT), new Call.History(SHOW)),
          two("another buyer comes in between", client("ann", sell(1, "ann")).losing(Loss.AFTER_THE_COMMIT),
              client("bob", sell(1, "bob")), new Call.History(SHOW)),
          two("another buyer comes in between, and the first request was lost",
              client("ann", sell(1, "ann")).losing(Loss.BEFORE_THE_COMMIT), client("bob", sell(1, "bob")),
              new Call.History(SHOW)),
          one("an order that is asked for again, after the ticket was given back, sells nothing",
              client("ann", sell(1, "ann"), giveBack(SHOW), sell(1, "ann")), new Holder(SHOW, 1)),
          one("another order of the same buyer is another order",
              client("ann", sell(1, "ann"), giveBack(SHOW), new Sell(order("ann's second", SHOW, 1, "ann"))),
              new Holder(SHOW, 1)),
          new Trial("an id that comes with another order is refused",
              new Reused(sell(1, "ann"), new Sell(order("ann1", SHOW, 2, "ann")), new Holder(SHOW, 2))))),
      new Stage(6, "kill -9", List.of(
          new Trial("who was let in is not let in again", new Kill()),
          two("of two doors that see a ticket, one lets it in", client("left", new Admit(SHOW, 1), new Admit(SHOW, 2)),
              client("right", new Admit(SHOW, 1), new Admit(SHOW, 2))))),
      new Stage(7, "Two seats in one commit", List.of(
          one("both seats or none", client("counter", new Sell(order("o1", OTHER, 1, "bob")), both("ann"),
              new Holder(SHOW, 1))),
          two("nobody sees one seat sold without the other", client("ann", both("ann")),
              client("bob", new Holder(SHOW, 1),
                  new Holder(OTHER, 1))),
          two("of two buyers of both seats, one gets both", client("ann", both("ann")), client("bob", new SellBoth(
              order("b2", OTHER, 1, "bob"), order("b1", SHOW, 1, "bob"))), new Holder(SHOW, 1),
              new Holder(OTHER, 1)),
          two("somebody buys the second seat in between", client("ann", both("ann")),
              client("bob", new Sell(order("b1", OTHER, 1, "bob"))), new Holder(SHOW, 1), new Holder(OTHER, 1)),
          two("somebody buys another seat in between, and both are still free", client("ann", both("ann")),
              client("bob", sell(2, "bob")), new Holder(SHOW, 1)),
          one("a buyer of both who lost the reply is told SOLD",
              client("ann", both("ann")).losing(Loss.AFTER_THE_COMMIT),
              new Call.History(SHOW)),
          one("an order for both that is asked for again, after the tickets were given back, sells nothing",
              client("ann", both("ann"), giveBack(SHOW), giveBack(OTHER), both("ann")), new Holder(SHOW, 1)),
          new Trial("an id that comes with another order for both is refused",
              new Reused(both("ann"), new SellBoth(order("ann1", SHOW, 2, "ann"), order("ann2", OTHER, 2, "ann")),
                  new Holder(SHOW, 2))))),
      new Stage(8, "A read model that keeps up", List.of(
          two("another office knows the takings", client("ann", sell(1, "ann")), client("bob", sell(2, "bob")),
              new Call.Takings(SHOW)),
          new Trial("the takings cost as much after 500 sales as after one", new Cost()),
          one("nothing is refunded", client("ann", sell(1, "ann"), giveBack(SHOW)), new Call.Takings(SHOW)),
          one("the seats of a pass count", client("ann", both("ann")), new Call.Takings(SHOW), new Call.Takings(OTHER)),
          one("a sale whose reply was lost counts once", client("ann", sell(1, "ann")).losing(Loss.AFTER_THE_COMMIT),
              new Call.Takings(SHOW)))),
      new Stage(9, "The shape changes", List.of(
          new Trial("a ticket of last year is still one", new OldEvents(new Holder(SHOW, 1))),
          new Trial("a ticket of last year did cost 2000 cents", new OldEvents(new Call.Takings(SHOW))),
          new Trial("a ticket costs what its order says", new OldEvents(
              new Sell(new Order("o2", SHOW, 2, "bob", 3500)), new Call.Takings(SHOW))),
          new Trial("the takings that an office of last year kept are not gone on from", OldEvents::kept))),
      new Stage(10, "Cut over a live map, then lose the server", List.of(
          new Trial("the import brings each ticket, also when it is run twice", Moving::twice),
          new Trial("an import that was cut off anywhere goes on", Moving::cutOff),
          new Trial("the map answers until the cut-over", Moving::before),
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

  private static GiveBack giveBack(String show) {
    return new GiveBack(show, 1, "ann");
  }

  private static SellBoth both(String buyer) {
    return new SellBoth(order(buyer + "1", SHOW, 1, buyer), order(buyer + "2", OTHER, 1, buyer));
  }
}
