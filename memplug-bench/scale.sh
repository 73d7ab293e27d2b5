#!/bin/sh
# Measures what unplugging costs as memory grows and as it is fragmented, and draws two curves (docs/unplug-by-*.svg); and
# boots a machine of 64 TiB with 10,000 processes in a heap of 1 GiB. With the garbage collector that the program has.

root=$(readlink -f "$0")
root=${root%/*/*}
. "$root/.mvn/find-jdk.sh" || exit
(cd "$root" && ./mvnw -B -ntp -q -Pquick -pl memplug-bench -am package) || exit
jar=$root/memplug-bench/target/quick/memplug-bench.jar
"$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g -cp "$jar" memplug.bench.Scale "$root/docs" large || exit
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx4g -cp "$jar" memplug.bench.Scale "$root/docs"
