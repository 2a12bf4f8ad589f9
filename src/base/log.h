/* log.h - one line an occurrence: an event name and object fields, "vm-started vm=web host=h1".
 *
 * To standard error with the priority prefix that the journal understands.  Use cases and main
 * log; lower layers return errors.  No secrets.  Any thread. */
#pragma once

#include <glib.h>

typedef enum {
    LOG_LEVEL_ERROR,   /* someone must act */
    LOG_LEVEL_WARNING, /* we coped */
    LOG_LEVEL_INFO,    /* a state changed */
    LOG_LEVEL_DEBUG,   /* free */
} LogLevel;

/* Lines above 'level' are dropped.  The start value is LOG_LEVEL_INFO. */
void log_set_level(LogLevel level);
LogLevel log_get_level(void);

/* "error", "warning", "info", "debug"; anything else leaves the level alone and is false. */
gboolean log_set_level_by_name(const char *name);

void log_line(LogLevel level, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define log_error(...)   log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...)    log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)   log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)
