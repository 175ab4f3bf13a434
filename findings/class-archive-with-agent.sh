#!/usr/bin/env bash
# byte-buddy-agent 1.17.7 (Maven net.bytebuddy:byte-buddy-agent), as an agent of OpenJDK 17 and 25 that is to make an archive of
#   classes when it exits (-XX:ArchiveClassesAtExit; -XX:+AutoCreateSharedArchive of JDK 19 and later does the same):
#   the JVM does not go without the archive. It prints two lines on standard output and exits with code 1 before the program
#   begins, although the archive is only to be written at its end. So a start script that keeps an archive fails on the day that
#   somebody adds an agent for metrics or traces to it.
# Without the agent, or with the agent and an archive that is there already, the program runs.
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
      <groupId>net.bytebuddy</groupId>
      <artifactId>byte-buddy-agent</artifactId>
      <version>1.17.7</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars

cat > Hello.java <<'JAVA'
public class Hello {
  public static void main(String[] args) {
    System.out.println("main ran");
  }
}
JAVA
javac Hello.java
jar cf hello.jar Hello.class

run() { # what, options
  local what=$1 code=0
  shift
  java "$@" -cp hello.jar Hello > out 2> /dev/null || code=$?
  grep -v '^\[' out | sed "s/^/$what: /" # what begins with [ is the log of the JVM
  echo "$what: exit code $code"
}
agent=-javaagent:jars/byte-buddy-agent-1.17.7.jar
{
  run "agent, to archive" -XX:ArchiveClassesAtExit=first "$agent"
  run "no agent, to archive" -XX:ArchiveClassesAtExit=second
  run "agent, archive is there" -XX:SharedArchiveFile=second "$agent"
} | tee seen

cat > expected <<'TEXT'
agent, to archive: Error occurred during CDS dumping
agent, to archive: Must enable AllowArchivingWithJavaAgent in order to run Java agent during CDS dumping
agent, to archive: exit code 1
no agent, to archive: main ran
no agent, to archive: exit code 0
agent, archive is there: main ran
agent, archive is there: exit code 0
TEXT
diff expected seen
echo "as described"
