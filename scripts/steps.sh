# SPDX-License-Identifier: Apache-2.0
# Sourced by ./demo, ./test and bench/*: prints each step with its time, and installs what is missing.

# step TEXT COMMAND...: runs the command, prints TEXT and how long it took; on failure shows its output.
step() {
  local text=$1 log status begin
  shift
  log=$(mktemp)
  begin=$(date +%s%N)
  printf '==> %s ... ' "$text"
  "$@" >"$log" 2>&1
  status=$?
  printf '%s\n' "$(elapsed "$begin")"
  if [ "$status" -ne 0 ]; then
    cat "$log"
    rm -f "$log"
    printf '%s failed (exit status %s)\n' "$text" "$status" >&2
    exit "$status"
  fi
  rm -f "$log"
}

# elapsed NANOSECONDS: the time since then, as "1.2 s".
elapsed() {
  local ms=$((($(date +%s%N) - $1) / 1000000))
  printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
}

# missing_packages: the Debian packages that provide what this machine lacks, one word each.
missing_packages() {
  java_is_recent || printf 'openjdk-17-jdk-headless '
  command -v mvn >/dev/null || printf 'maven '
  command -v as >/dev/null || printf 'binutils '
  command -v fpc >/dev/null || printf 'fpc '
  command -v qemu-system-x86_64 >/dev/null || printf 'qemu-system-x86 '
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      printf '%s ' "$package"
  done
}

# java_is_recent: is there a Java compiler of version 17 or newer?
java_is_recent() {
  local version
  version=$(javac -version 2>&1) || return 1
  version=${version#javac }
  [ "${version%%.*}" -ge 17 ] 2>/dev/null
}

# install_prerequisites [PACKAGE...]: through apt as root or with sudo; elsewhere says what to install.
install_prerequisites() {
  local packages as_root=
  packages=$(missing_packages "$@")
  if [ -z "$packages" ]; then
    echo '==> prerequisites: all present'
    return 0
  fi
  if ! command -v apt-get >/dev/null; then
    explain_prerequisites
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      printf 'Missing: %s\nRun as root: apt-get install --no-install-recommends %s\n' \
        "$packages" "$packages" >&2
      exit 1
    fi
    as_root=sudo
  fi
  step 'package lists' $as_root apt-get update -q
  # shellcheck disable=SC2086 # the list is words
  step "install: $packages" $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $packages
}

explain_prerequisites() {
  cat >&2 <<'TEXT'
This machine has no apt-get. Install these with its own package manager and run again:
  a JDK, version 17 or newer     Fedora: java-17-openjdk-devel   Arch: jdk17-openjdk
  Apache Maven, 3.8.1 or newer   Fedora: maven                   Arch: maven
  GNU as (binutils)              Fedora: binutils                Arch: binutils
  Free Pascal 3.2.2              Fedora: fpc fpc-units-x86_64-linux   Arch: fpc
  QEMU for x86-64                Fedora: qemu-system-x86-core    Arch: qemu-system-x86
TEXT
}
