package dev.persist.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({"GBP, 12.50, 1250", "JPY, 1250, 1250", "BHD, 1.250, 1250", "XAU, 7, 7", "ZZZ, 12.50, 1250",
      "GBP, 0.00, 0"})
  void an_amount_is_written_and_read_in_the_units_of_its_currency(String currency, String text, long minor) {
    assertThat(Amounts.text(minor, currency)).isEqualTo(text + " " + currency);
    assertThat(Amounts.read("price", text, currency)).isEqualTo(minor);
  }

  @Test
  void a_short_amount_is_filled_up() {
    assertThat(Amounts.read("price", "3", "GBP")).isEqualTo(300);
    assertThat(Amounts.read("price", "3.5", "GBP")).isEqualTo(350);
  }

  @ParameterizedTest
  @CsvSource({"GBP, 1.234, 12.50", "JPY, 1.5, 1250", "GBP, -1, 12.50", "GBP, 1e3, 12.50", "BHD, 1.2345, 1.250"})
  void another_form_is_refused_with_an_example(String currency, String text, String example) {
    assertThatThrownBy(() -> Amounts.read("price", text, currency)).isInstanceOf(InvalidField.class)
        .hasMessageContaining("must be an amount such as " + example);
  }
}
