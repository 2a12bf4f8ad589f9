#include "base/log.h"

#include <stdio.h>
#include <string.h>

static int current_level = LOG_LEVEL_INFO; /* atomic */

static const struct {
    const char *name;
    const char *prefix; /* sd-daemon(3) */
} levels[] = {
    [LOG_LEVEL_ERROR] = { "error", "<3>" },
    [LOG_LEVEL_WARNING] = { "warning", "<4>" },
    [LOG_LEVEL_INFO] = { "info", "<6>" },
    [LOG_LEVEL_DEBUG] = { "debug", "<7>" },
};

void log_set_level(LogLevel level)
{
    g_atomic_int_set(&current_level, (int)level);
}

LogLevel log_get_level(void)
{
    return (LogLevel)g_atomic_int_get(&current_level);
}

gboolean log_set_level_by_name(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(levels); i++)
        if (strcmp(levels[i].name, name) == 0) {
            log_set_level((LogLevel)i);
            return TRUE;
        }
    return FALSE;
}

void log_line(LogLevel level, const char *format, ...)
{
    if (level > log_get_level())
        return;
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n')
            *c = ' '; /* one line an occurrence, whatever a foreign text holds */
    fprintf(stderr, "%s%s\n", levels[level].prefix, text);
}
