package dev.persist.workshop;

/** A call of an office as a value: it can be made on any office, and shown. */
public sealed interface Call {
  /** Makes this call on {@code office}, and returns what it answers. */
  Object on(Office office);

  /** {@link Office#sell}. */
  record Sell(Order order) implements Call {
    @Override
    public Object on(Office office) {
      return office.sell(order);
    }

    @Override
    public String toString() {
      return order.buyer() + " buys " + place(order.show(), order.seat());
    }
  }

  /** {@link Office#sellBoth}. */
  record SellBoth(Order first, Order second) implements Call {
    @Override
    public Object on(Office office) {
      return office.sellBoth(first, second);
    }

    @Override
    public String toString() {
      return first.buyer() + " buys " + place(first.show(), first.seat()) + " with "
          + place(second.show(), second.seat());
    }
  }

  /** {@link Office#giveBack}. */
  record GiveBack(String show, int seat, String buyer) implements Call {
    @Override
    public Object on(Office office) {
      return office.giveBack(show, seat, buyer);
    }

    @Override
    public String toString() {
      return buyer + " gives back " + place(show, seat);
    }
  }

  /** {@link Office#holder}. */
  record Holder(String show, int seat) implements Call {
    @Override
    public Object on(Office office) {
      return office.holder(show, seat).orElse("nobody");
    }

    @Override
    public String toString() {
      return "who has " + place(show, seat) + "?";
    }
  }

  /** {@link Office#history}. */
  record History(String show) implements Call {
    @Override
    public Object on(Office office) {
      return office.history(show);
    }

    @Override
    public String toString() {
      return "what happened to the tickets of " + show + "?";
    }
  }

  /** {@link Office#admit}. */
  record Admit(String show, int seat) implements Call {
    @Override
    public Object on(Office office) {
      return office.admit(show, seat);
    }

    @Override
    public String toString() {
      return "lets " + place(show, seat) + " in";
    }
  }

  /** {@link Office#takings}. */
  record Takings(String show) implements Call {
    @Override
    public Object on(Office office) {
      return office.takings(show);
    }

    @Override
    public String toString() {
      return "how much did " + show + " take?";
    }
  }

  private static String place(String show, int seat) {
    return show + " " + seat;
  }
}
