/* workers.h - threads that do one kind of work, started as they are needed.
 *
 * pthread's own, because the thread sanitizer does not see what GLib's pool orders. */
#pragma once

#include <glib.h>

typedef struct Workers Workers;

/* At most 'max' threads call 'work(item, data)'. */
Workers *workers_new(guint max, void (*work)(gpointer item, gpointer data), gpointer data);

/* In order of coming, as threads become free. */
void workers_push(Workers *workers, gpointer item);

/* Waits until all that was pushed is done; nothing may be pushed any more.  NULL is fine. */
void workers_free(Workers *workers);
