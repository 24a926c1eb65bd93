#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Repairs an ext2 image and says whether that worked: e2fsck answers 1 when it has corrected
# something, and must then find nothing more.
e2fsck -fy "$1" >/dev/null 2>&1
[ $? -le 1 ] && e2fsck -fn "$1"
