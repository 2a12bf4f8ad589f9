#include "base/memory-file.h"

#include "base/autofd.h"
#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

int memory_file_new(const char *name, const char *text, GError **error)
{
    autofd int fd = memfd_create(name, MFD_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
        err_errno(error, errno, "keep %s in memory", name);
        return -1;
    }
    int kept = fd;
    fd = -1;
    return kept;
}

char *memory_file_path(int fd, char buffer[MEMORY_FILE_PATH_SIZE])
{
    g_snprintf(buffer, MEMORY_FILE_PATH_SIZE, "/proc/self/fd/%d", fd);
    return buffer;
}
