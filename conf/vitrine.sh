#!/bin/sh
# Starts the gateway, with a class data archive if there is one (see src/docs/performance.md).
#
#   vitrine.sh serve --config /etc/vitrine/vitrine.yaml    as "java -jar vitrine.jar serve ...", but starts faster
#   vitrine.sh archive                                     creates the archive: once for each jar and Java version
#
# From the environment: JAVA, the java to run; JAR, the fat jar; JAVA_OPTS, more flags.
set -eu
# Resolves symbolic links: /usr/bin/vitrine may be one.
here=$(dirname "$(readlink -f "$0")")
java=${JAVA:-java}
jar=${JAR:-}
for place in "$here/vitrine.jar" "$here/../target/vitrine.jar"; do
    [ -n "$jar" ] || [ ! -f "$place" ] || jar=$place
done
[ -f "$jar" ] || { echo "vitrine.sh: no vitrine.jar beside it; set JAR=..." >&2 && exit 1; }

classes=${jar%.jar}.jsa
# Java 25 and later store more than the classes, such as profiles.
cache=${jar%.jar}.aot

# Runs the demo on free ports, sends the requests that it prints, and stops it in order.
make_archive() {
    output=$(mktemp)
    rm -f "$classes" "$cache"
    archive=$classes write=-XX:ArchiveClassesAtExit=
    if "$java" -XX:AOTMode=auto -version >/dev/null 2>&1; then archive=$cache write=-XX:AOTCacheOutput=; fi
    "$java" "$write$archive" -jar "$jar" demo --port 0 >"$output" 2>&1 &
    demo=$!
    trap 'kill $demo 2>/dev/null || true; rm -f "$output"' EXIT
    tries=0
    until grep -q 'Ctrl-C' "$output"; do
        tries=$((tries + 1))
        [ $tries -le 60 ] && kill -0 $demo 2>/dev/null || { cat "$output" >&2 && exit 1; }
        sleep 1
    done
    if command -v curl >/dev/null; then grep '^ *curl' "$output" | sh >/dev/null 2>&1; fi
    kill $demo
    wait $demo || true
    [ -f "$archive" ] || { cat "$output" >&2 && exit 1; }
    echo "$archive"
}

if [ "${1:-}" = archive ]; then
    make_archive
    exit
fi
set -- -jar "$jar" "$@"
# The JVM rejects an archive of an older jar, with a warning; another Java version may not know the option.
[ ! "$classes" -nt "$jar" ] || set -- "-XX:SharedArchiveFile=$classes" "$@"
[ ! "$cache" -nt "$jar" ] || set -- -XX:+IgnoreUnrecognizedVMOptions "-XX:AOTCache=$cache" "$@"
# After an OutOfMemoryError a restart is safer than to go on.
# shellcheck disable=SC2086
exec "$java" -XX:+ExitOnOutOfMemoryError ${JAVA_OPTS:-} "$@"
