package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.decide.Boundary;
import dev.persist.decide.Command;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Invoices of a year are numbered from 1 without gaps: the year is a tag, and the next number is decided on it. Who has many
 * of them goes on from what was seen before, and reads only those made since.
 */
@Rule("D2")
abstract class InvoiceScenario extends Suite {
  private static final Set<String> YEAR = Set.of("year:1970");

  record InvoiceMade(int number, String customer, int year) {
    Set<String> tags() {
      return Set.of("year:" + year, "customer:" + customer);
    }
  }

  private Boundary<InvoiceMade> invoices;

  InvoiceScenario(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void openInvoices() {
    invoices = store.boundary("invoices", 1, EventTypes.of(InvoiceMade.class), InvoiceMade::tags);
  }

  private static int last(int last, InvoiceMade invoice) {
    return invoice.number();
  }

  private int invoice(String customer) {
    return invoice(invoices.on(YEAR, 0, InvoiceScenario::last), customer);
  }

  private static int invoice(Command<Integer, InvoiceMade> command, String customer) {
    var decided = command.decide(AT, last -> Verdict.of(last + 1, new InvoiceMade(last + 1, customer, 1970)));
    return assertDecided(decided).now().result();
  }

  @Test
  void numbers_have_no_gaps_and_no_doubles_however_many_make_invoices() throws Exception {
    var given = Race.of(6, racer -> IntStream.range(0, 5).mapToObj(i -> invoice("c" + racer)).toList());
    assertThat(given.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 30).boxed().toList());
    assertThat(invoices.see(YEAR, 0, InvoiceScenario::last).state().value()).isEqualTo(30);
  }

  @Test
  void who_goes_on_from_what_was_seen_reads_only_what_is_new() {
    List.of("a", "b", "c").forEach(this::invoice);
    var seen = invoices.see(YEAR, 0, InvoiceScenario::last);
    invoice("d");
    var folded = new AtomicInteger();
    var command = invoices.on(seen, (Integer last, InvoiceMade invoice) -> {
      folded.incrementAndGet();
      return invoice.number();
    });
    assertThat(invoice(command, "e")).isEqualTo(5);
    assertThat(folded).as("the fourth, and its own").hasValue(2);
  }
}
