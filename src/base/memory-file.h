/* memory-file.h - bytes as a file, for libraries that take file names only.
 *
 * libcurl's GnuTLS back end reads trust roots from files and knows no CURLOPT_CAINFO_BLOB.  Any
 * thread. */
#pragma once

#include <glib.h>

#define MEMORY_FILE_PATH_SIZE 32

/* A descriptor of an anonymous file that holds 'text'; -1 with an error.  The caller closes it. */
int memory_file_new(const char *name, const char *text, GError **error);

/* The file name under which this process can open it; returns 'buffer'. */
char *memory_file_path(int fd, char buffer[MEMORY_FILE_PATH_SIZE]);
