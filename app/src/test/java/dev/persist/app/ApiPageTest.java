package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the API, as Chromium shows it. */
class ApiPageTest {
  @TempDir private Path directory;

  @Test
  void it_shows_each_call_with_its_path_and_each_of_its_answers() {
    try (var chromium = Chromium.start(); var app = TestApp.inMemory(directory)) {
      var page = chromium.browser.newPage();
      page.navigate(app.client.address() + "/api#readDocument");
      page.locator("#readDocument[open]").waitFor();
      var shown = page.content();
      assertThat(shown).doesNotContain("undefined", "[object", "NaN").containsPattern("id=\"failed\"[^>]* hidden");
      ApiDocument.OPERATIONS.values().forEach(operation -> {
        var id = operation.node().get("operationId").stringValue();
        assertThat(shown).contains("<details id=\"" + id + "\"");
        var call = shown.substring(shown.indexOf("<details id=\"" + id + "\""));
        assertThat(call).as(id).contains(operation.path());
        var answers = call.substring(call.indexOf("<h3>Answers</h3>"));
        operation.node()
            .get("responses")
            .propertyNames()
            .forEach(
                status -> assertThat(answers).as(id).contains("<b>" + status.replace("default", "else") + "</b>"));
      });
    }
  }
}
