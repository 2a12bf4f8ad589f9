/* autofd.h - a file descriptor that closes itself: 'autofd int fd = -1;'. */
#pragma once

#include <glib.h>
#include <unistd.h>

static inline void autofd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

#define autofd __attribute__((cleanup(autofd_close)))
