// SPDX-License-Identifier: Apache-2.0
//
// Preloaded into a process, writes down everything it does to the files of one directory, in order:
// DISKLOG_DIR is the directory, DISKLOG_FILE the log. While DISKLOG_READONLY exists, writes fail as on
// a file system that was remounted read-only. While DISKLOG_UNFLUSHED exists, flushes fail as on a disk
// that was away for a while: Linux tells it once, and what was to be flushed is clean from then on.
//
//   cc -shared -fPIC -O2 -o disklog.so disklog.c -ldl -lpthread
//
// A record is: kind (1 byte), length of the name (4), name, offset (8), length of the data (4), data;
// integers in the byte order of the machine. Kinds: O created, W written, T cut to the offset, S flushed,
// F not flushed, D directory flushed, U unlinked. Shared memory (-shm) is left out: after a power cut it is rebuilt.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define MAX_FDS 4096
#define MAX_NAME 64

static char names[MAX_FDS][MAX_NAME];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -2;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void record(char kind, const char *name, uint64_t offset, const void *data, uint32_t size) {
  if (log_fd == -2) {
    const char *file = getenv("DISKLOG_FILE");
    log_fd = file ? REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  }
  if (log_fd < 0) return;
  uint32_t length = strlen(name);
  size_t total = 1 + 4 + length + 8 + 4 + size;
  char *out = malloc(total), *at = out;
  *at++ = kind;
  memcpy(at, &length, 4), at += 4;
  memcpy(at, name, length), at += length;
  memcpy(at, &offset, 8), at += 8;
  memcpy(at, &size, 4), at += 4;
  if (size) memcpy(at, data, size);
  if (REAL(write)(log_fd, out, total) != (ssize_t)total) abort();
  free(out);
}

// The name within the directory, "." for the directory itself, or NULL.
static const char *inside(const char *path) {
  const char *directory = getenv("DISKLOG_DIR");
  size_t length = directory ? strlen(directory) : 0;
  if (!length || strncmp(path, directory, length)) return NULL;
  if (!path[length]) return ".";
  if (path[length] != '/') return NULL;
  const char *name = path + length + 1;
  size_t size = strlen(name);
  if (!size || size >= MAX_NAME || strchr(name, '/')) return NULL;
  return size > 4 && !strcmp(name + size - 4, "-shm") ? NULL : name;
}

static const char *name_of(int fd) {
  return fd >= 0 && fd < MAX_FDS && names[fd][0] ? names[fd] : NULL;
}

static int is_there(const char *variable) {
  const char *file = getenv(variable);
  return file && !REAL(access)(file, F_OK);
}

static int is_readonly(void) {
  return is_there("DISKLOG_READONLY");
}

static int opened(int fd, const char *path, int existed) {
  const char *name = fd < 0 || fd >= MAX_FDS ? NULL : inside(path);
  if (fd >= 0 && fd < MAX_FDS) strcpy(names[fd], name ? name : "");
  if (name && !existed) record('O', name, 0, NULL, 0);
  return fd;
}

#define OPEN(function)                                              \
  int function(const char *path, int flags, ...) {                  \
    va_list rest;                                                   \
    va_start(rest, flags);                                          \
    mode_t mode = va_arg(rest, mode_t);                             \
    va_end(rest);                                                   \
    pthread_mutex_lock(&lock);                                      \
    int existed = !REAL(access)(path, F_OK);                        \
    int fd = opened(REAL(function)(path, flags, mode), path, existed); \
    pthread_mutex_unlock(&lock);                                    \
    return fd;                                                      \
  }

OPEN(open)
OPEN(open64)

#define OPENAT(function)                                                    \
  int function(int at, const char *path, int flags, ...) {                  \
    va_list rest;                                                           \
    va_start(rest, flags);                                                  \
    mode_t mode = va_arg(rest, mode_t);                                     \
    va_end(rest);                                                           \
    pthread_mutex_lock(&lock);                                              \
    int existed = !REAL(access)(path, F_OK);                                \
    int fd = opened(REAL(function)(at, path, flags, mode), path, existed);  \
    pthread_mutex_unlock(&lock);                                            \
    return fd;                                                              \
  }

OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
  pthread_mutex_lock(&lock);
  if (fd >= 0 && fd < MAX_FDS) names[fd][0] = 0;
  pthread_mutex_unlock(&lock);
  return REAL(close)(fd);
}

static ssize_t written(int fd, const void *data, ssize_t done, off64_t offset) {
  if (done > 0) record('W', name_of(fd), offset, data, done);
  return done;
}

#define PWRITE(function, offset_type)                                             \
  ssize_t function(int fd, const void *data, size_t size, offset_type offset) {   \
    if (!name_of(fd)) return REAL(function)(fd, data, size, offset);              \
    if (is_readonly()) return errno = EROFS, -1;                                  \
    pthread_mutex_lock(&lock);                                                    \
    ssize_t done = written(fd, data, REAL(function)(fd, data, size, offset), offset); \
    pthread_mutex_unlock(&lock);                                                  \
    return done;                                                                  \
  }

PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
  if (!name_of(fd)) return REAL(write)(fd, data, size);
  if (is_readonly()) return errno = EROFS, -1;
  pthread_mutex_lock(&lock);
  // Who appends is at the end only afterwards.
  ssize_t done = REAL(write)(fd, data, size);
  written(fd, data, done, lseek64(fd, 0, SEEK_CUR) - (done > 0 ? done : 0));
  pthread_mutex_unlock(&lock);
  return done;
}

#define TRUNCATE(function, offset_type)                                  \
  int function(int fd, offset_type size) {                               \
    if (name_of(fd) && is_readonly()) return errno = EROFS, -1;          \
    pthread_mutex_lock(&lock);                                           \
    int result = REAL(function)(fd, size);                               \
    if (!result && name_of(fd)) record('T', name_of(fd), size, NULL, 0); \
    pthread_mutex_unlock(&lock);                                         \
    return result;                                                       \
  }

TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define FLUSH(function)                                                     \
  int function(int fd) {                                                    \
    pthread_mutex_lock(&lock);                                              \
    const char *name = name_of(fd);                                         \
    if (name && is_there("DISKLOG_UNFLUSHED")) {                            \
      record('F', name, 0, NULL, 0);                                        \
      pthread_mutex_unlock(&lock);                                          \
      return errno = EIO, -1;                                               \
    }                                                                       \
    int result = REAL(function)(fd);                                        \
    if (!result && name) record(strcmp(name, ".") ? 'S' : 'D', name, 0, NULL, 0); \
    pthread_mutex_unlock(&lock);                                            \
    return result;                                                          \
  }

FLUSH(fsync)
FLUSH(fdatasync)

int unlink(const char *path) {
  pthread_mutex_lock(&lock);
  int result = REAL(unlink)(path);
  if (!result && inside(path)) record('U', inside(path), 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}
