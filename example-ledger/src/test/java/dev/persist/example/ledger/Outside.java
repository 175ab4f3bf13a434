package dev.persist.example.ledger;

import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.NotReserved;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import java.util.function.Consumer;

/** A warehouse and a bank that tell of the calls they get. */
record Outside(Consumer<String> calls) implements OrderProcess.Warehouse, OrderProcess.Bank {
  @Override
  public Stocked reserve(String key, Placed order) {
    calls.accept("reserve " + key);
    return order.lines().equals(OrderProcessTest.NOT_TO_BE_HAD) ? new NotReserved("there are none") : new Reserved();
  }

  @Override
  public void send(String key, Placed order) {
    calls.accept("send " + key);
  }

  @Override
  public void release(String key, Placed order) {
    calls.accept("release " + key);
  }

  @Override
  public void payBack(String key, String id, Money amount) {
    calls.accept("pay back " + amount.amount() + " " + key);
  }
}
