# Shared by the scripts; sourced, not run. Needs bash.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

# need COMMAND PACKAGE: notes a Debian package when the command is missing.
MISSING=()
need() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || lacks "$2"
}

lacks() {
  case " ${MISSING[*]-} " in
  *" $1 "*) ;;
  *) MISSING+=("$1") ;;
  esac
}

# The java or javac to use: that of JAVA_HOME, else that of the path; Maven chooses in the same way.
java_tool() { printf '%s\n' "${JAVA_HOME:+$JAVA_HOME/bin/}$1"; }

jdk_is_17() {
  local major
  major=$("$(java_tool javac)" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 17 ]
}

# Installs what `need` has noted, through apt where that is allowed; otherwise names it.
install_missing() {
  [ "${#MISSING[@]}" -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
    fail "missing: ${MISSING[*]} (Debian package names); install them, e.g. sudo apt-get install ${MISSING[*]}"
  fi
  say "installing: ${MISSING[*]}"
  # A package that brings a service must not start it here.
  local policy=/usr/sbin/policy-rc.d made=no
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && made=yes
  fi
  local status=0
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${MISSING[@]}"; } >&2 || status=$?
  [ "$made" = yes ] && rm -f "$policy"
  [ "$status" -eq 0 ] || fail "apt-get could not install: ${MISSING[*]}"
  MISSING=()
}

need_build_tools() {
  if ! jdk_is_17; then
    [ -z "${JAVA_HOME:-}" ] || fail "JAVA_HOME=$JAVA_HOME is not a JDK 17 or newer"
    lacks openjdk-17-jdk-headless
  fi
  need mvn maven
  install_missing
}

is_built() {
  local jar="$ROOT/target/brokertally.jar"
  [ -f "$jar" ] && [ -d "$ROOT/target/lib" ] &&
    [ -z "$(find "$ROOT/src/main" "$ROOT/pom.xml" -newer "$jar" -type f -print -quit)" ]
}

# Builds the jar and its libraries when a source is newer. Of several that start at once one builds and the others wait.
build_if_needed() {
  is_built && return 0
  need_build_tools
  mkdir -p "$ROOT/target"
  (
    if command -v flock >/dev/null 2>&1; then
      flock 9
      is_built && exit 0
    fi
    say "building (the first time this fetches the dependencies) …"
    cd "$ROOT" && mvn -q -B -ntp package -Dmaven.test.skip=true >&2
  ) 9>"$ROOT/target/build.lock" || fail "the build failed; see above"
}
