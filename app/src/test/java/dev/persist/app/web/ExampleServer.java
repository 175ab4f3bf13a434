package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.util.Modules;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The example on a free port, and two ways to call it. */
final class ExampleServer implements AutoCloseable {
  final Injector injector;
  final WebServer server;
  final URI uri;
  final Client client;

  ExampleServer() {
    this(Exposure.LOCAL);
  }

  ExampleServer(Exposure exposure) {
    this(new WebSettings(exposure, 0, List.of("secret"), false), InstantSource.system());
  }

  ExampleServer(WebSettings settings, InstantSource clock) {
    this.injector = Guice.createInjector(
        Modules.override(new WebModule(settings, List.of(ExampleRoutes.class)))
            .with(binder -> binder.bind(InstantSource.class).toInstance(clock)),
        binder -> binder.bind(Gate.class).toInstance((ctx, permission) -> {}));
    this.server = injector.getInstance(WebServer.class);
    this.uri = URI.create(server.start());
    this.client = new Client(uri.toString());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  HttpResponse<String> call(String method, String path, String body, String... headers) throws Exception {
    return client.call(method, path, body, headers);
  }

  HttpResponse<String> call(String method, String path, BodyPublisher body, String... headers) throws Exception {
    return client.call(method, path, body, headers);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return client.get(path, headers);
  }

  static JsonNode json(HttpResponse<String> response) {
    return Client.json(response);
  }

  String raw(String request) throws IOException {
    return client.raw(request.getBytes(ISO_8859_1));
  }
}
