#!/usr/bin/env bash
# Javalin 7.2.3: a before-handler sets Cache-Control: no-store for each answer. A route of routes.sse then answers with two
# lines, "no-store" and "no-cache": it adds its own header instead of replacing the one that is there. Any other route sends one.
# Together the two lines still mean "no-store"; whoever compares the header with one value finds another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.javalin</groupId>
      <artifactId>javalin</artifactId>
      <version>7.2.3</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars

cat > Headers.java <<'JAVA'
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

public class Headers {
  public static void main(String[] args) throws Exception {
    var app = Javalin.create(config -> {
      config.startup.showJavalinBanner = false;
      config.routes.before(ctx -> ctx.header("Cache-Control", "no-store"));
      config.routes.get("/plain", ctx -> ctx.result("x"));
      config.routes.sse("/events", client -> client.close());
    }).start("127.0.0.1", 0);
    try (var http = HttpClient.newHttpClient()) {
      for (var path : new String[]{"/plain", "/events"}) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
            .header("Accept", "text/event-stream").build();
        var answer = http.send(request, BodyHandlers.ofString());
        System.out.println(path + " " + answer.headers().allValues("Cache-Control"));
      }
    }
    app.stop();
  }
}
JAVA

cat > expected <<'TEXT'
/plain [no-store]
/events [no-store, no-cache]
TEXT

java -cp 'jars/*' Headers.java 2>/dev/null | tee seen
diff expected seen
echo "as described"
