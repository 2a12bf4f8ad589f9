#include "cli/table.h"

#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GAP       2
#define MIN_WIDTH 6 /* a column is never cut below this */

struct Table {
    char **titles;
    guint n_columns;
    GPtrArray *cells; /* row by row */
};

Table *table_new(const char *const *titles)
{
    Table *table = g_new0(Table, 1);
    table->titles = g_strdupv((char **)titles);
    table->n_columns = g_strv_length(table->titles);
    table->cells = g_ptr_array_new_with_free_func(g_free);
    return table;
}

void table_free(Table *table)
{
    if (table == NULL)
        return;
    g_strfreev(table->titles);
    g_clear_pointer(&table->cells, g_ptr_array_unref);
    g_free(table);
}

/* Foreign text must not move the cursor or break the line. */
static char *printable(const char *text)
{
    if (text == NULL || *text == '\0')
        return g_strdup("-");
    char *copy = g_utf8_make_valid(text, -1);
    for (char *c = copy; *c != '\0'; c++)
        if ((guchar)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    return copy;
}

void table_add(Table *table, const char *text)
{
    g_ptr_array_add(table->cells, printable(text));
}

guint table_n_rows(const Table *table)
{
    return table->cells->len / table->n_columns;
}

static guint display_width(const char *text)
{
    guint width = 0;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar point = g_utf8_get_char(c);
        width += g_unichar_iszerowidth(point) ? 0 : g_unichar_iswide(point) ? 2 : 1;
    }
    return width;
}

static void append_cell(GString *line, const char *text, guint width, bool last)
{
    guint own = display_width(text);
    if (own <= width) {
        g_string_append(line, text);
        if (!last)
            g_string_append_printf(line, "%*s", (int)(width - own + GAP), "");
        return;
    }
    guint used = 0;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar point = g_utf8_get_char(c);
        guint one = g_unichar_iszerowidth(point) ? 0 : g_unichar_iswide(point) ? 2 : 1;
        if (used + one > width - 1)
            break;
        g_string_append_unichar(line, point);
        used += one;
    }
    g_string_append(line, "…");
    if (!last)
        g_string_append_printf(line, "%*s", (int)(width - used - 1 + GAP), "");
}

/* Takes columns off the widest until 'total' fits. */
static void fit(guint *widths, guint n, guint total)
{
    for (;;) {
        guint sum = (n - 1) * GAP, widest = 0;
        for (guint i = 0; i < n; i++) {
            sum += widths[i];
            if (widths[i] > widths[widest])
                widest = i;
        }
        if (sum <= total || widths[widest] <= MIN_WIDTH)
            return;
        widths[widest]--;
    }
}

char *table_format(const Table *table, int width)
{
    guint n = table->n_columns, rows = table_n_rows(table);
    g_autofree guint *widths = g_new0(guint, n);
    for (guint i = 0; i < n; i++)
        widths[i] = display_width(table->titles[i]);
    for (guint i = 0; i < rows * n; i++)
        widths[i % n] = MAX(widths[i % n], display_width(table->cells->pdata[i]));
    if (width > 0)
        fit(widths, n, (guint)width);

    GString *text = g_string_new(NULL);
    for (guint i = 0; i < n; i++)
        append_cell(text, table->titles[i], widths[i], i == n - 1);
    g_string_append_c(text, '\n');
    for (guint i = 0; i < rows * n; i++) {
        append_cell(text, table->cells->pdata[i], widths[i % n], i % n == n - 1);
        if (i % n == n - 1)
            g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

int table_terminal_width(FILE *file)
{
    struct winsize size;
    if (!isatty(fileno(file)) || ioctl(fileno(file), TIOCGWINSZ, &size) < 0)
        return 0;
    return size.ws_col;
}

void table_print(const Table *table, FILE *file)
{
    g_autofree char *text = table_format(table, table_terminal_width(file));
    fputs(text, file);
}
