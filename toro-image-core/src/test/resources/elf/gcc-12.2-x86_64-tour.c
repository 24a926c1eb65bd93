/* SPDX-License-Identifier: Apache-2.0 */
/* One of each thing that a C compiler puts into an object and Free Pascal does not. */
extern int elsewhere(const char *text);
int tentative[4];
__thread int per_thread = 3;
static const char *const names[] = {"first", "second"};
__attribute__((weak)) int maybe(void) { return 0; }
__attribute__((constructor)) static void early(void) { tentative[0] = 1; }
int pick(unsigned which) { return elsewhere(names[which & 1]) + maybe() + per_thread; }
