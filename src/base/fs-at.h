/* fs-at.h - small files under a root directory, so that a test hands in a tree of its own.
 *
 * 'root_fd' is an open directory; 'path' is relative to it.  Blocking, any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Opens 'path' as a directory to be used as a root. */
int fs_at_open_root(const char *path, GError **error);

/* Reads at most 'max_size' bytes of text; a trailing newline is cut.  A larger file is
 * ERR_TOO_LARGE.  Caller frees. */
char *fs_at_read(int root_fd, const char *path, gsize max_size, GError **error);

/* Reads a whole decimal or 0x number. */
bool fs_at_read_uint(int root_fd, const char *path, guint64 *ret, GError **error);

/* Writes 'text' with one write(2), as sysfs wants it. */
bool fs_at_write(int root_fd, const char *path, const char *text, GError **error);

/* Replaces 'path' so that after a crash it holds the old or the new bytes, never a mix: a
 * temporary file, fsync, rename, fsync of the directory. */
bool fs_at_replace(int root_fd, const char *path, const void *data, gsize size, int mode,
                   GError **error);

/* The last component of the symbolic link 'path'; NULL when there is none.  Caller frees. */
char *fs_at_link_basename(int root_fd, const char *path);

/* The sorted names in directory 'path' (not . and ..); empty when it does not exist. */
GPtrArray *fs_at_list(int root_fd, const char *path);

bool fs_at_exists(int root_fd, const char *path);
