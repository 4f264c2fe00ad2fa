/* What a process does to the files of one directory: recorded with its content, or made to fail at the n-th call.
   Loaded with LD_PRELOAD before the C library; does nothing until `shim_watch` names the directory. Linux only.

   A record is a head (kind, length of the name, offset, length of the data), the name, the data. Kinds: `c` a file is
   created, `w` bytes are written, `t` a file is cut or grown to `offset`, `s` a file or the directory is synced, `u` a
   file is unlinked, `a` the process says that it has acknowledged `offset`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct __attribute__((packed)) head {
    char kind;
    uint16_t name;
    uint64_t offset, length;
};

static char watched[PATH_MAX];
static size_t watched_length;
static int record_to = -1, failure;
static char failing[8];
static long calls, fails_from, fails_until, failed;

#define REAL(type, name, ...)                                                                                          \
    static type (*real)(__VA_ARGS__);                                                                                  \
    if (!real)                                                                                                         \
    real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t really_write(int fd, const void *data, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(fd, data, length);
}

static void put(const void *data, size_t length) {
    while (length) {
        ssize_t done = really_write(record_to, data, length);
        if (done <= 0)
            _exit(99); /* A log with a hole would prove nothing. */
        data = (const char *)data + done, length -= (size_t)done;
    }
}

static void record(char kind, const char *name, uint64_t offset, const void *data, uint64_t length) {
    if (record_to < 0)
        return;
    struct head head = {kind, (uint16_t)strlen(name), offset, length};
    int kept = errno;
    put(&head, sizeof head), put(name, head.name), put(data, length);
    errno = kept;
}

/* The name of a path within the directory watched, "." for the directory itself, NULL for anything else. */
static const char *within(const char *path) {
    if (!watched_length || strncmp(path, watched, watched_length))
        return NULL;
    if (!path[watched_length])
        return ".";
    return path[watched_length] == '/' ? path + watched_length + 1 : NULL;
}

static const char *name_of(int fd, char *path) {
    char link[32];
    if (!watched_length)
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int kept = errno;
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    errno = kept;
    if (length < 0)
        return NULL;
    path[length] = 0;
    return within(path);
}

static int fails(char kind) {
    if (!strchr(failing, kind))
        return 0;
    calls++;
    if (calls < fails_from || calls >= fails_until)
        return 0;
    failed++, errno = failure;
    return 1;
}

void shim_watch(const char *directory) {
    snprintf(watched, sizeof watched, "%s", directory);
    watched_length = strlen(watched);
}
void shim_record(int fd) { record_to = fd; }
void shim_acknowledge(uint64_t number) { record('a', "", number, NULL, 0); }

/* Calls of these kinds are counted from 1; those from `from` up to, not including, `until` fail with `error`. */
void shim_fail(const char *kinds, long from, long until, int error) {
    snprintf(failing, sizeof failing, "%s", kinds);
    calls = failed = 0, fails_from = from, fails_until = until, failure = error;
}
void shim_mend(void) { fails_until = 0; }
long shim_failed(void) { return failed; }

static ssize_t pwritten(int fd, const void *data, size_t length, off_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (name && fails('w'))
        return -1;
    ssize_t done = real(fd, data, length, offset);
    if (name && done > 0)
        record('w', name, (uint64_t)offset, data, (uint64_t)done);
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwritten(fd, data, length, offset); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return pwritten(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (!name)
        return really_write(fd, data, length);
    if (fails('w'))
        return -1;
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done = really_write(fd, data, length);
    if (done > 0)
        record('w', name, (uint64_t)offset, data, (uint64_t)done);
    return done;
}

static int truncated(int fd, off_t size) {
    REAL(int, "ftruncate64", int, off_t);
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (name && fails('t'))
        return -1;
    int done = real(fd, size);
    if (name && !done)
        record('t', name, (uint64_t)size, NULL, 0);
    return done;
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

static int synced(int fd) {
    REAL(int, "fsync", int); /* For fdatasync too: what it leaves out, the time of change, nobody reads. */
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (name && fails('s'))
        return -1;
    int done = real(fd);
    if (name && !done)
        record('s', name, 0, NULL, 0);
    return done;
}
int fsync(int fd) { return synced(fd); }
int fdatasync(int fd) { return synced(fd); }

static int opened(const char *path, int flags, mode_t mode) {
    REAL(int, "open64", const char *, int, ...);
    const char *name = flags & O_CREAT ? within(path) : NULL;
    if (!name || !access(path, F_OK))
        return real(path, flags, mode);
    if (fails('c'))
        return -1;
    int fd = real(path, flags, mode);
    if (fd >= 0)
        record('c', name, 0, NULL, 0);
    return fd;
}
#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;                                                      \
        va_end(rest);                                                                                                  \
        return opened(path, flags, mode);                                                                              \
    }
OPEN(open)
OPEN(open64)

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    const char *name = within(path);
    if (name && fails('u'))
        return -1;
    int done = real(path);
    if (name && !done)
        record('u', name, 0, NULL, 0);
    return done;
}
