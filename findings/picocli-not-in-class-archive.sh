#!/usr/bin/env bash
# picocli 4.7.7 (Maven info.picocli:picocli), on OpenJDK 17 and 25 with an archive of classes (-XX:ArchiveClassesAtExit):
#   picocli.CommandLine does not get into the archive, nor do the other classes of it that ran, for they have class file
#   version 49 (Java 5). The JVM leaves a class older than version 50 out once it is linked, and says so only in its log ("Old
#   class has been linked"). The program's own class is read from the archive. So the archive shortens the start of a command
#   line less than one would expect.
# Compiled from its sources jar for a newer release, the same class is in the archive.
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
      <groupId>info.picocli</groupId>
      <artifactId>picocli</artifactId>
      <version>4.7.7</version>
    </dependency>
  </dependencies>
</project>
POM
fetch() { mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "$@"; }
fetch -DoutputDirectory=jars
fetch -DoutputDirectory=sources -Dclassifier=sources

cat > Hello.java <<'JAVA'
import picocli.CommandLine;

@CommandLine.Command(name = "hello", mixinStandardHelpOptions = true)
public class Hello implements Runnable {
  public void run() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Hello()).execute(args));
  }
}
JAVA

# Prints where a second run reads its classes from, when a first one made an archive.
second_run() { # name, jar of picocli
  mkdir "$1"
  javac -proc:none -cp "$2" -d "$1" Hello.java
  jar cf "$1/hello.jar" -C "$1" Hello.class
  java -Xlog:disable -XX:ArchiveClassesAtExit="$1/archive" -cp "$1/hello.jar:$2" Hello
  java -Xlog:class+load:file="$1/log" -XX:SharedArchiveFile="$1/archive" -cp "$1/hello.jar:$2" Hello
  for class in Hello picocli.CommandLine; do
    case $(grep " $class source: " "$1/log") in
      *'shared objects file (top)') echo "$1: $class from the archive" ;;
      *) echo "$1: $class from a jar" ;;
    esac
  done
}

major() { unzip -p "$1" picocli/CommandLine.class | od -An -j6 -N2 -t u1 | awk '{print $1 * 256 + $2}'; }

published=jars/picocli-4.7.7.jar
mkdir source newer
(cd source && unzip -qo ../sources/picocli-4.7.7-sources.jar)
javac -nowarn -proc:none --release 11 -d newer $(find source/picocli -name '*.java') 2> notes
jar cf newer.jar -C newer .

{
  echo "class file version $(major "$published")"
  second_run published "$published"
  second_run compiled newer.jar
} | tee seen

cat > expected <<'TEXT'
class file version 49
published: Hello from the archive
published: picocli.CommandLine from a jar
compiled: Hello from the archive
compiled: picocli.CommandLine from the archive
TEXT
diff expected seen
echo "as described"
