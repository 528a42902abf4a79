#!/bin/sh
# Starts the gateway, with a class data archive or an AOT cache if there is one (see src/docs/performance.md).
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
# Java 25 and later store more than the classes: how they are linked, and which methods are used most.
cache=${jar%.jar}.aot

# The training run: the demo on free ports sends requests to itself, and ends.
make_archive() {
    rm -f "$classes" "$cache"
    archive=$classes write=-XX:ArchiveClassesAtExit=
    if "$java" -XX:+PrintFlagsFinal -version 2>/dev/null | grep AOTCacheOutput >/dev/null; then
        archive=$cache write=-XX:AOTCacheOutput=
    fi
    # shellcheck disable=SC2086
    "$java" ${JAVA_OPTS:-} "$write$archive" -jar "$jar" demo --port 0 --self-test >&2
    [ -f "$archive" ] || { echo "vitrine.sh: this Java has not written $archive" >&2 && exit 1; }
    echo "$archive"
}

if [ "${1:-}" = archive ]; then
    make_archive
    exit
fi
set -- -jar "$jar" "$@"
compiler=
# The JVM rejects an archive of an older jar, with a warning.
if [ "$classes" -nt "$jar" ]; then
    set -- "-XX:SharedArchiveFile=$classes" "$@"
    # With classes out of an archive, what is left of the start is compilation: the methods that are used most are compiled to
    # their best a little later, so that the first seconds serve more requests. An AOT cache says which they are.
    compiler=-XX:Tier4InvocationThreshold=15000
fi
# Another Java version may not know the option.
[ ! "$cache" -nt "$jar" ] || set -- -XX:+IgnoreUnrecognizedVMOptions "-XX:AOTCache=$cache" "$@"
# After an OutOfMemoryError a restart is safer than to go on.
# shellcheck disable=SC2086
exec "$java" -XX:+ExitOnOutOfMemoryError $compiler ${JAVA_OPTS:-} "$@"
