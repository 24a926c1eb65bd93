# SPDX-License-Identifier: Apache-2.0
# Sourced by ./test: Debian packages that only the tests need (independent judges and clients).
TEST_PACKAGES="e2fsprogs mtools dosfstools lld bochs bochsbios vgabios curl apache2-utils wrk chromium iproute2"
