#!/usr/bin/env bash
# Jackson 3.2.4 (tools.jackson.core:jackson-databind), with its defaults, reads a list of texts out of a list of lists:
# where a text is due and an array begins, its reader of Collection<String> takes the first text of that array, and the end
# of the inner array for the end of the outer one. What follows is dropped.
#   convertValue says nothing: [["a"],"b"] becomes the list a.
#   readValue refuses it only for what is left over, with words about a trailing token and no word about the nested array;
#   with FAIL_ON_TRAILING_TOKENS off it becomes the list a, too.
#   Lists of other elements, and arrays (String[]), refuse the same JSON as they should.
# A reader that wants this refused registers a deserializer of its own for String: the reader of collections then asks that.
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
      <groupId>tools.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>3.2.4</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars

cat > Read.java <<'JAVA'
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

public class Read {
  public static void main(String[] args) {
    var mapper = new JsonMapper();
    System.out.println("version " + mapper.version());
    var nested = List.of(List.of("a"), "b");
    say("converted to list of texts", () -> mapper.convertValue(nested, new TypeReference<List<String>>() {}));
    say("converted to set of texts", () -> mapper.convertValue(nested, new TypeReference<Set<String>>() {}));
    say("converted to array of texts", () -> mapper.convertValue(nested, String[].class));
    say("converted to list of enums", () -> mapper.convertValue(nested, new TypeReference<List<Letter>>() {}));
    var json = "[[\"a\"],\"b\"]";
    say("read as list of texts", () -> mapper.readValue(json, new TypeReference<List<String>>() {}));
    var lenient = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    say("read as list of texts, trailing tokens allowed",
        () -> lenient.readValue(json, new TypeReference<List<String>>() {}));
  }

  enum Letter {
    a, b
  }

  private static void say(String what, Supplier<?> read) {
    try {
      System.out.println(what + ": " + read.get());
    } catch (JacksonException e) {
      System.out.println(what + ": refused, " + e.getOriginalMessage());
    }
  }
}
JAVA

cat > expected <<'TEXT'
version 3.2.4
converted to list of texts: [a]
converted to set of texts: [a]
converted to array of texts: refused, Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)
converted to list of enums: refused, Cannot deserialize value of type `Read$Letter` from Array value (token `JsonToken.START_ARRAY`)
read as list of texts: refused, Trailing token (`JsonToken.VALUE_STRING`) found after value (bound as `java.util.List`): not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`
read as list of texts, trailing tokens allowed: [a]
TEXT

java -cp 'jars/*' Read.java | tee seen
diff expected seen
echo "as described"
