package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The document of the API, {@code /openapi.json}, and what it says about requests and answers. Thread-safe. */
final class ApiDocument {
  /** What any route may answer. The document describes all of it with one response, {@code default}. */
  static final Set<Integer> ANYWHERE = Set.of(405, 413, 415, 421, 431, 500, 503);

  /** The document. */
  static final JsonNode ROOT = JsonMapper.shared().readTree(text());

  private static final String IRI = "https://persist.example/openapi.json";
  private static final Set<String> DESCRIBED = Set.of("/openapi.json", "/store");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
      SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(Map.of(IRI, text())));
  private static final Map<JsonNode, Schema> COMPILED = new ConcurrentHashMap<>();

  /** The operations by route, such as {@code GET /api/orders/{id}}, in the order of the document. */
  static final Map<String, Operation> OPERATIONS = operations();

  /**
   * One method of one path.
   *
   * @param item all that the document says about the path
   * @param node what it says about the method
   */
  record Operation(String method, String path, JsonNode item, JsonNode node) {
    /** Returns the parameters, also those of all methods of the path. */
    List<JsonNode> parameters() {
      return Stream.of(item, node).flatMap(each -> each.path("parameters").valueStream()).map(ApiDocument::at).toList();
    }

    /** Returns the schema of a JSON body; empty when it takes none. */
    Optional<JsonNode> bodySchema() {
      return at(node.path("requestBody")).path("content").path("application/json").path("schema").asOptional();
    }

    boolean needsBody() {
      return at(node.path("requestBody")).path("required").asBoolean(false);
    }

    JsonNode response(String status) {
      return at(node.path("responses").path(status));
    }

    private boolean isAt(String given) {
      var pattern = Stream.of(path.split("(?=\\{)|(?<=})"))
          .map(part -> part.startsWith("{") ? "([^/]*)" : Pattern.quote(part))
          .collect(Collectors.joining());
      return given.matches(pattern);
    }

    private Map<String, String> pathValues(String given) {
      var values = new LinkedHashMap<String, String>();
      var names = path.split("/", -1);
      var parts = given.split("/", -1);
      for (var i = 0; i < names.length; i++) {
        if (names[i].startsWith("{")) {
          values.put(names[i].substring(1, names[i].length() - 1), decoded(parts[i].replace("+", "%2B")));
        }
      }
      return values;
    }
  }

  private ApiDocument() {}

  /** Returns whether {@code route} is for a browser and not a part of the API. */
  static boolean isPage(String route) {
    var path = route.substring(route.indexOf(' ') + 1);
    return !path.startsWith("/api/") && !DESCRIBED.contains(path);
  }

  /** Fails when the document does not describe {@code answer}, or calls the request that it accepts invalid. */
  static void check(HttpResponse<String> answer, Optional<String> sent) {
    var request = answer.request();
    var path = request.uri().getRawPath();
    var head = request.method().equals("HEAD");
    var route = (head ? "GET" : request.method()) + " " + path;
    if (isPage(route) || request.method().equals("OPTIONS")) {
      return;
    }
    var found = OPERATIONS.values()
        .stream()
        .filter(it -> route.startsWith(it.method + " ") && it.isAt(path))
        .findFirst();
    var wrong = new ArrayList<String>();
    if (answer.statusCode() != 400 && answer.headers().firstValue("X-Request-Id").isEmpty()) {
      wrong.add("the header X-Request-Id is absent");
    }
    if (found.isEmpty()) {
      wrong.addAll(answered(problem(), answer, head));
    } else {
      var operation = found.get();
      var listed = operation.response("" + answer.statusCode());
      boolean limited = answer.statusCode() == 429; // any route may be, though few tests set limits
      if (listed.isMissingNode() && !limited && !ANYWHERE.contains(answer.statusCode())) {
        wrong.add("the document has no status " + answer.statusCode());
      }
      wrong.addAll(answered(listed.isMissingNode() ? problem() : listed, answer, head));
      if (answer.statusCode() < 300) {
        wrong.addAll(requestFaults(operation, request.uri(), request.headers(), sent));
      }
    }
    assertThat(wrong).as(request.method() + " " + request.uri() + " -> " + answer.statusCode() + " " + answer.body())
        .isEmpty();
  }

  private static JsonNode problem() {
    return ROOT.at("/components/responses/Failure");
  }

  private static List<String> answered(JsonNode response, HttpResponse<String> answer, boolean head) {
    var wrong = new ArrayList<String>();
    for (var header : response.path("headers").properties()) {
      var value = answer.headers().firstValue(header.getKey());
      var described = at(header.getValue());
      if (value.isPresent()) {
        wrong.addAll(faults(described.get("schema"), text(value.get())));
      } else if (described.path("required").asBoolean(false)) {
        wrong.add("the header " + header.getKey() + " is absent");
      }
    }
    var content = response.path("content");
    var type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    var media = content.has(type) ? content.get(type) : content.path("*/*");
    if (content.isMissingNode()) {
      if (!answer.body().isEmpty()) {
        wrong.add("the document has no body");
      }
    } else if (media.isMissingNode()) {
      wrong.add("the document has no Content-Type " + type);
    } else if (media.has("schema") && !head) {
      wrong.addAll(faults(media.get("schema"), JsonMapper.shared().readTree(answer.body())));
    }
    return wrong;
  }

  private static List<String> requestFaults(Operation operation, URI uri, HttpHeaders headers, Optional<String> sent) {
    var wrong = new ArrayList<String>();
    var query = query(uri);
    var path = operation.pathValues(uri.getRawPath());
    for (var parameter : operation.parameters()) {
      var name = parameter.get("name").stringValue();
      Function<String, @Nullable String> values = switch (parameter.get("in").stringValue()) {
        case "path" -> path::get;
        case "query" -> query::get;
        default -> it -> headers.firstValue(it).orElse(null);
      };
      var value = values.apply(name);
      if (value != null) {
        wrong.addAll(parameterFaults(parameter, value));
      } else if (parameter.path("required").asBoolean(false)) {
        wrong.add(name + " is absent");
      }
    }
    operation.bodySchema().filter(schema -> sent.isPresent()).ifPresent(schema -> {
      if (!sent.get().isEmpty()) {
        wrong.addAll(faults(schema, JsonMapper.shared().readTree(sent.get())));
      } else if (operation.needsBody()) {
        wrong.add("the body is absent");
      }
    });
    return wrong;
  }

  /** Returns what is wrong with the text of a parameter. */
  static List<String> parameterFaults(JsonNode parameter, String value) {
    var schema = parameter.get("schema");
    var number = at(schema).path("type").asString("").equals("integer") && value.matches("-?[0-9]+");
    return faults(schema, number ? JsonMapper.shared().readTree(value) : text(value));
  }

  /** Returns what is wrong with a value. */
  static List<String> faults(JsonNode schema, JsonNode value) {
    return COMPILED.computeIfAbsent(schema, ApiDocument::compiled)
        .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  private static Schema compiled(JsonNode schema) {
    var absolute = schema.toString().replace("\"#/", "\"" + IRI + "#/");
    return SCHEMAS.getSchema(SchemaLocation.of("https://persist.example/part"), JsonMapper.shared().readTree(absolute));
  }

  /** Returns what {@code node} refers to, or itself. */
  static JsonNode at(JsonNode node) {
    return node.has("$ref") ? at(ROOT.at(node.get("$ref").stringValue().substring(1))) : node;
  }

  static JsonNode text(String value) {
    return JsonNodeFactory.instance.stringNode(value);
  }

  private static Map<String, Operation> operations() {
    var all = new LinkedHashMap<String, Operation>();
    for (var item : ROOT.get("paths").properties()) {
      for (var each : item.getValue().properties()) {
        if (METHODS.contains(each.getKey())) {
          var method = each.getKey().toUpperCase(Locale.ROOT);
          all.put(method + " " + item.getKey(), new Operation(method, item.getKey(), item.getValue(), each.getValue()));
        }
      }
    }
    return all;
  }

  private static Map<String, String> query(URI uri) {
    return Stream.of(Objects.requireNonNullElse(uri.getRawQuery(), "").split("&"))
        .map(each -> each.split("=", 2))
        .filter(each -> each.length == 2)
        .collect(Collectors.toMap(each -> decoded(each[0]), each -> decoded(each[1])));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  private static String text() {
    try (var in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream("/page/openapi.json"))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
