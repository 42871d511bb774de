// SPDX-License-Identifier: Apache-2.0
//
// Preloaded into a program, kills it with SIGKILL before one of its steps in a directory: the n-th rename
// or deletion of something in KILLAT_DIR since the file KILLAT_ORDER is there, which says n. With KILLAT_ALL
// set, making and removing directories are steps, and deleting anything; else of the deletions only that of the intent.
// Each step is written to KILLAT_TRACE.
//
//   cc -shared -fPIC -O2 -o killat.so killat.c -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int steps;

static const char *inside(const char *path) {
  const char *directory = getenv("KILLAT_DIR");
  size_t length = directory ? strlen(directory) : 0;
  if (!length || strncmp(path, directory, length) || path[length] != '/') return NULL;
  const char *name = path + length + 1;
  return strncmp(name, "audit/", 6) ? name : NULL;
}

static void trace(const char *kind, const char *name) {
  const char *file = getenv("KILLAT_TRACE");
  int fd = file ? open(file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (fd < 0) return;
  dprintf(fd, "%s %s\n", kind, name);
  close(fd);
}

static void step(const char *kind, const char *path) {
  const char *name = inside(path);
  const char *order = getenv("KILLAT_ORDER");
  char text[16] = {0};
  int fd = name && order ? open(order, O_RDONLY) : -1;
  if (fd < 0) return;
  ssize_t size = read(fd, text, sizeof text - 1);
  close(fd);
  if (size <= 0) return;
  trace(kind, name);
  if (__sync_add_and_fetch(&steps, 1) == atoi(text)) {
    kill(getpid(), SIGKILL);
    pause();
  }
}

int rename(const char *from, const char *to) {
  step("rename", to);
  return REAL(rename)(from, to);
}

int unlink(const char *path) {
  if (getenv("KILLAT_ALL") || strstr(path, "/restore.intent")) step("unlink", path);
  return REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode) {
  if (getenv("KILLAT_ALL")) step("mkdir", path);
  return REAL(mkdir)(path, mode);
}

int rmdir(const char *path) {
  if (getenv("KILLAT_ALL")) step("rmdir", path);
  return REAL(rmdir)(path);
}
