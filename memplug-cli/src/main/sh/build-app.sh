# Builds the program into $app. For ./memplug to source, with $root, $target, $app, $stamp and $aot_cache set and its
# lock held.
#
# Files in $app are replaced and never written to: a JVM that is running keeps the ones it has opened.

built=$target/quick/app
picocli=$target/quick/picocli

say() {
    echo "memplug: $*" >&2
}

# Runs a command, and shows what it printed only if it fails.
quietly() {
    "$@" >"$target/build.log" 2>&1 && return
    cat "$target/build.log" >&2
    say "the build failed"
    exit 70
}

compile_modules() {
    rm -rf "$built"
    (cd "$root" && quietly ./mvnw -B -ntp -q -Pquick -pl memplug-cli -am package </dev/null) || exit
}

# An AOT cache takes no class file as old as those in picocli's published jar.
recompile_picocli() {
    jar=$(echo "$built"/picocli-*.jar)
    name=$(basename "$jar" .jar)
    recompiled=$picocli/$name.jar
    if [ ! -e "$recompiled" ]; then
        rm -rf "$picocli"
        mkdir -p "$picocli/src" "$picocli/classes"
        (cd "$picocli/src" && quietly "$JAVA_HOME/bin/jar" --extract --file "$target/quick/$name-sources.jar") || exit
        quietly "$JAVA_HOME/bin/javac" -nowarn -Xlint:none -proc:none --release 25 -d "$picocli/classes" \
            --module-path "$jar" --add-modules info.picocli --patch-module info.picocli="$picocli/src" \
            "$picocli"/src/picocli/*.java
        cp "$jar" "$recompiled.new"
        quietly "$JAVA_HOME/bin/jar" --update --file "$recompiled.new" -C "$picocli/classes" picocli
        mv "$recompiled.new" "$recompiled"
    fi
    cp "$recompiled" "$jar"
}

lay_out() {
    mkdir -p "$app"
    for old in "$app"/*.jar; do
        [ -e "$built/${old##*/}" ] || rm -f "$old"
    done
    for new in "$built"/*.jar; do
        placed=$app/${new##*/}
        cmp -s "$new" "$placed" || { cp "$new" "$placed.new" && mv "$placed.new" "$placed"; }
    done
}

# What a machine is asked for, mostly.
exercise='
    ls -lR /sys/bus /sys/devices /sys/firmware
    cat /proc/buddyinfo /proc/iomem /proc/meminfo /proc/zoneinfo
    echo unplugged >/sys/bus/dax/devices/dax0.0/state
    echo online_movable >/sys/bus/dax/devices/dax0.0/state
'

# The first argument says how to become a program.
train_by() {
    how=$1
    shift
    "$how" timeout 60 "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$aot_cache.new" -Xlog:disable $java_options \
        --module-path "$app" -m memplug.cli/memplug.cli.Main "$@"
}

# The cache holds what a training run has loaded: of these, the first that can be done here.
train() {
    rm -f "$aot_cache.new"
    (train_by enter_namespaces run "$root/machines/reference.yaml" -- sh -c "$exercise") </dev/null >"$target/training.log" 2>&1 ||
        (train_by exec check "$root/machines/reference.yaml") </dev/null >"$target/training.log" 2>&1
    [ -e "$aot_cache.new" ] && mv "$aot_cache.new" "$aot_cache"
}

if [ -e "$stamp" ]; then
    say "building (sources have changed) …"
else
    say "building (first use, about a minute) …"
fi
touch "$target/stamp.new"
compile_modules
recompile_picocli
lay_out
train
mv "$target/stamp.new" "$stamp"
