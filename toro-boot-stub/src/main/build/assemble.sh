#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Assembles every *.S of a folder and its subfolders with GNU as. Called by the build: assemble.sh SOURCES OBJECTS
set -eu

sources=$1
objects=$2

if ! command -v as >/dev/null 2>&1; then
  echo "assemble.sh: GNU as is not installed; on Debian: apt-get install binutils" >&2
  exit 1
fi
mkdir -p "$objects"
for source in "$sources"/*.S "$sources"/*/*.S; do
  as --64 -I "$sources" -o "$objects/$(basename "$source" .S).o" "$source"
done
