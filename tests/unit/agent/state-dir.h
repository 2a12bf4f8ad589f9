/* state-dir.h - a state directory of a test's own, gone with it. */
#pragma once

#include "base/fs-at.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct {
    char *path;
    int fd;
} StateDir;

static inline void state_dir_open(StateDir *dir)
{
    dir->path = g_dir_make_tmp("agent-XXXXXX", NULL);
    dir->fd = fs_at_open_root(dir->path, NULL);
    g_assert_cmpint(dir->fd, >=, 0);
}

static inline void state_dir_close(StateDir *dir)
{
    g_autoptr(GPtrArray) names = fs_at_list(dir->fd, ".");
    for (guint i = 0; i < names->len; i++)
        unlinkat(dir->fd, names->pdata[i], 0);
    close(dir->fd);
    g_rmdir(dir->path);
    g_free(dir->path);
}
