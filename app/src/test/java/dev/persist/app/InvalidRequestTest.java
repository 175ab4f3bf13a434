package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@link ApiDocument} calls invalid, the app refuses, and writes nothing. */
class InvalidRequestTest {
  private static final List<String> VALUES = List.of("null", "true", "-1", "0", "1.5", "100001", "1000001",
      "1000000000001", "1000000000000001", "99999999999999999999", "\"\"", "\"7\"", "\".\"", "\"..\"", "\"\\u0007\"",
      "\"short\"", "\"gbp\"", "\"" + "x".repeat(201) + "\"", "\"" + "x".repeat(513) + "\"", "[]", "[7]", "{}");
  @TempDir private static Path directory;

  private static TestApp app;

  @BeforeAll
  static void start() {
    var config = Config.of(List.of("--port", "0", "--url", "rocksdb:" + directory.resolve("store"), "--blobs",
        "file:" + directory.resolve("blobs"), "--backups", directory.resolve("backups").toString()), Map.of());
    app = new TestApp(config, new StoreModule(config));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  /** The example of a request, of which a part may be replaced. */
  private record Example(ApiDocument.Operation operation, Map<JsonNode, String> values, String body) {
    static Example of(ApiDocument.Operation operation) {
      var values = new LinkedHashMap<JsonNode, String>();
      for (var parameter : operation.parameters()) {
        if (parameter.path("required").asBoolean(false)) {
          values.put(parameter, parameter.get("example").asString());
        }
      }
      var body = ApiDocument.at(operation.node().path("requestBody"))
          .path("content")
          .valueStream()
          .map(media -> media.get("example"))
          .map(example -> example.isString() ? example.stringValue() : example.toString())
          .findFirst();
      return new Example(operation, values, body.orElse(""));
    }

    Example with(JsonNode parameter, String value) {
      var changed = new LinkedHashMap<>(values);
      changed.put(parameter, value);
      return new Example(operation, changed, body);
    }

    Example without(JsonNode parameter) {
      var changed = new LinkedHashMap<>(values);
      changed.remove(parameter);
      return new Example(operation, changed, body);
    }

    Example with(String changed) {
      return new Example(operation, values, changed);
    }

    int status(Client client) throws Exception {
      var path = operation.path();
      var query = new ArrayList<String>();
      var headers = new ArrayList<>(List.of("X-Signature", app.signature(body)));
      for (var each : values.entrySet()) {
        var name = each.getKey().get("name").stringValue();
        var encoded = URLEncoder.encode(each.getValue(), UTF_8).replace("+", "%20").replace(".", "%2E");
        switch (each.getKey().get("in").stringValue()) {
          case "path" -> path = path.replace("{" + name + "}", encoded);
          case "query" -> query.add(name + "=" + encoded);
          default -> headers.addAll(List.of(name, each.getValue()));
        }
      }
      return client.call(operation.method(), path + "?" + String.join("&", query), body,
          headers.toArray(String[]::new)).statusCode();
    }
  }

  static Stream<ApiDocument.Operation> operations() {
    return ApiDocument.OPERATIONS.values().stream().filter(operation -> !operation.path().equals("/store"));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void a_request_that_the_document_calls_invalid_is_refused(ApiDocument.Operation operation) throws Exception {
    var example = Example.of(operation);
    assertThat(example.status(app.client.as(app.token("admin")))).isNotEqualTo(400).isNotIn(ApiDocument.ANYWHERE);
    var client = app.client.as(app.token("admin"));
    var contents = app.contents();
    for (var invalid : invalid(example)) {
      assertThat(invalid.status(client)).as(invalid.values + invalid.body).isEqualTo(400);
    }
    assertThat(app.contents()).isEqualTo(contents);
  }

  private static List<Example> invalid(Example example) {
    var invalid = new ArrayList<Example>();
    for (var parameter : example.operation.parameters()) {
      var in = parameter.get("in").stringValue();
      for (var json : VALUES) {
        var value = JsonMapper.shared().readTree(json).asString("");
        var sendable = switch (in) {
          case "path" -> !value.isEmpty();
          case "header" -> value.chars().noneMatch(Character::isISOControl);
          default -> true;
        };
        if (sendable && !ApiDocument.parameterFaults(parameter, value).isEmpty()) {
          invalid.add(example.with(parameter, value));
        }
      }
      if (in.equals("header") && parameter.path("required").asBoolean(false)) {
        invalid.add(example.without(parameter));
      }
    }
    example.operation.bodySchema().ifPresent(schema -> {
      for (var changed : changes(JsonMapper.shared().readTree(example.body))) {
        if (!ApiDocument.faults(schema, changed).isEmpty()) {
          invalid.add(example.with(changed.toString()));
        }
      }
      if (example.operation.needsBody()) {
        invalid.add(example.with(""));
      }
    });
    return invalid;
  }

  /** Returns what {@code body} is when one place in it has another value, is absent, is there twice, or is new. */
  private static List<JsonNode> changes(JsonNode body) {
    var changes = new ArrayList<JsonNode>();
    for (var place : places(body, JsonPointer.empty())) {
      for (var value : VALUES) {
        changes.add(changed(body, place, JsonMapper.shared().readTree(value)));
      }
      if (body.at(place) instanceof ObjectNode object) {
        object.propertyNames().forEach(name -> changes.add(changed(body, place, object.deepCopy().without(name))));
        changes.add(changed(body, place, object.deepCopy().put("unknown", 1)));
      }
      if (body.at(place) instanceof ArrayNode array) {
        var longer = array.deepCopy();
        while (longer.size() <= 100) {
          longer.add(array.get(0));
        }
        changes.add(changed(body, place, longer));
      }
    }
    return changes;
  }

  private static List<JsonPointer> places(JsonNode node, JsonPointer at) {
    var places = new ArrayList<>(List.of(at));
    node.properties().forEach(each -> places.addAll(places(each.getValue(), at.appendProperty(each.getKey()))));
    for (var i = 0; node.isArray() && i < node.size(); i++) {
      places.addAll(places(node.get(i), at.appendIndex(i)));
    }
    return places;
  }

  private static JsonNode changed(JsonNode body, JsonPointer place, JsonNode value) {
    if (place.matches()) {
      return value;
    }
    var copy = body.deepCopy();
    var parent = copy.at(place.head());
    if (parent instanceof ObjectNode object) {
      object.set(place.last().getMatchingProperty(), value);
    } else if (parent instanceof ArrayNode array) {
      array.set(place.last().getMatchingIndex(), value);
    }
    return copy;
  }
}
