#!/bin/sh
# Starts the gateway with the flags that src/docs/performance.md gives the reasons for.
#
#   vitrine.sh serve --config /etc/vitrine/vitrine.yaml    as "java -jar vitrine.jar serve ...", but sooner up
#   vitrine.sh archive                                     makes what it is sooner up by: once for each jar and Java
#
# From the environment: JAVA, the java to run; JAR, the fat jar; JAVA_OPTS, more flags.
set -eu
# Through links: /usr/bin/vitrine may be one.
here=$(dirname "$(readlink -f "$0")")
java=${JAVA:-java}
jar=${JAR:-}
for place in "$here/vitrine.jar" "$here/../target/vitrine.jar"; do
    [ -n "$jar" ] || [ ! -f "$place" ] || jar=$place
done
[ -f "$jar" ] || { echo "vitrine.sh: no vitrine.jar beside it; say where by JAR=..." >&2 && exit 1; }

classes=${jar%.jar}.jsa
# Java 25 and later keep more than the classes: profiles and, in time, code.
cache=${jar%.jar}.aot

# Runs the demo on free ports, asks for what it proposes, and ends it in order.
make_archive() {
    said=$(mktemp)
    rm -f "$classes" "$cache"
    archive=$classes write=-XX:ArchiveClassesAtExit=
    if "$java" -XX:AOTMode=auto -version >/dev/null 2>&1; then archive=$cache write=-XX:AOTCacheOutput=; fi
    "$java" "$write$archive" -jar "$jar" demo --port 0 >"$said" 2>&1 &
    demo=$!
    trap 'kill $demo 2>/dev/null || true; rm -f "$said"' EXIT
    tries=0
    until grep -q 'Ctrl-C' "$said"; do
        tries=$((tries + 1))
        [ $tries -le 60 ] && kill -0 $demo 2>/dev/null || { cat "$said" >&2 && exit 1; }
        sleep 1
    done
    if command -v curl >/dev/null; then grep '^ *curl' "$said" | sh >/dev/null 2>&1; fi
    kill $demo
    wait $demo || true
    [ -f "$archive" ] || { cat "$said" >&2 && exit 1; }
    echo "$archive"
}

if [ "${1:-}" = archive ]; then
    make_archive
    exit
fi
set -- -jar "$jar" "$@"
# An archive of an older jar would be refused, with a warning; another Java may not know what a cache is.
[ ! "$classes" -nt "$jar" ] || set -- "-XX:SharedArchiveFile=$classes" "$@"
[ ! "$cache" -nt "$jar" ] || set -- -XX:+IgnoreUnrecognizedVMOptions "-XX:AOTCache=$cache" "$@"
# Whoever has run out of memory is better started anew than kept.
# shellcheck disable=SC2086
exec "$java" -XX:+ExitOnOutOfMemoryError ${JAVA_OPTS:-} "$@"
