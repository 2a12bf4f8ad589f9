#include "base/fs-at.h"

#include "base/autofd.h"
#include "base/err.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int fs_at_open_root(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        err_errno(error, errno, "open directory %s", path);
    return fd;
}

char *fs_at_read(int root_fd, const char *path, gsize max_size, GError **error)
{
    autofd int fd = openat(root_fd, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_errno(error, errno, "open %s", path);
        return NULL;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    char buffer[4096];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) > 0) {
        if (text->len + (gsize)n > max_size)
            return err_null(error, ERR_TOO_LARGE, "%s is larger than %zu bytes", path, max_size);
        g_string_append_len(text, buffer, n);
    }
    if (n < 0) {
        err_errno(error, errno, "read %s", path);
        return NULL;
    }
    if (text->len > 0 && text->str[text->len - 1] == '\n')
        g_string_truncate(text, text->len - 1);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool fs_at_read_uint(int root_fd, const char *path, guint64 *ret, GError **error)
{
    g_autofree char *text = fs_at_read(root_fd, path, 64, error);
    if (text == NULL)
        return false;
    char *end = NULL;
    errno = 0;
    guint64 number = g_ascii_strtoull(text, &end, 0);
    if (errno != 0 || end == text || *end != '\0' || *text == '-')
        return err_set(error, ERR_INVALID, "%s holds \"%.40s\", not a number", path, text);
    *ret = number;
    return true;
}

static bool write_all(int fd, const char *data, gsize size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        size -= (gsize)n;
    }
    return true;
}

bool fs_at_write(int root_fd, const char *path, const char *text, GError **error)
{
    autofd int fd = openat(root_fd, path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(error, errno, "open %s", path);
    if (write(fd, text, strlen(text)) < 0)
        return err_errno(error, errno, "write \"%s\" to %s", text, path);
    return true;
}

bool fs_at_replace(int root_fd, const char *path, const void *data, gsize size, int mode,
                   GError **error)
{
    g_autofree char *temporary = g_strdup_printf("%s.new", path);
    g_autofree char *directory = g_path_get_dirname(path);
    autofd int fd =
        openat(root_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    if (fd < 0)
        return err_errno(error, errno, "create %s", temporary);
    if (!write_all(fd, data, size) || fsync(fd) < 0 ||
        renameat(root_fd, temporary, root_fd, path) < 0) {
        int saved = errno;
        unlinkat(root_fd, temporary, 0);
        return err_errno(error, saved, "write %s", path);
    }
    autofd int dir = openat(root_fd, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || fsync(dir) < 0)
        return err_errno(error, errno, "sync %s", directory);
    return true;
}

char *fs_at_link_basename(int root_fd, const char *path)
{
    char target[PATH_MAX];
    ssize_t n = readlinkat(root_fd, path, target, sizeof target - 1);
    if (n < 0)
        return NULL;
    target[n] = '\0';
    return g_path_get_basename(target);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *fs_at_list(int root_fd, const char *path)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    int fd = openat(root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        return names;
    }
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            g_ptr_array_add(names, g_strdup(entry->d_name));
    closedir(dir);
    g_ptr_array_sort(names, compare_names);
    return names;
}

bool fs_at_exists(int root_fd, const char *path)
{
    struct stat status;
    return fstatat(root_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
}
