# Sets and exports JAVA_HOME: JAVA_HOME as it is, or the first of /usr/lib/jvm, or java's on PATH, that is a JDK 25 or
# newer. Returns 69 (EX_UNAVAILABLE), having said so in one line, if there is none.
# For ./mvnw and ./memplug to source. Starts no process unless it has come to PATH: reading a file takes no time.

is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    # A line of the file is JAVA_VERSION="25.0.3".
    while IFS='="' read -r key _ value _; do
        if [ "$key" = JAVA_VERSION ]; then
            [ "${value%%[!0-9]*}" -ge 25 ]
            return
        fi
    done <"$1/release"
    return 1
}

java_home_of_path() {
    command -v java >/dev/null || return 0
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

find_jdk() {
    for home in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
        is_jdk_25 "$home" && return
    done
    home=$(java_home_of_path)
    is_jdk_25 "$home" && return
    echo "memplug: needs a JDK, 25 or newer: none in JAVA_HOME, /usr/lib/jvm or on PATH (https://adoptium.net has it)" >&2
    return 69
}

find_jdk && JAVA_HOME=$home && export JAVA_HOME
