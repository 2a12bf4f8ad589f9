#include "rest/tls-hold.h"

#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define MAX_HELD   4096 /* more is worth a system call */
#define MAX_PIECES 64   /* of one write; GnuTLS has at most 32 */

struct TlsHold {
    int fd;
    bool next; /* hold the next write */
    GByteArray *held;
};

static gsize size_of(const giovec_t *pieces, int n)
{
    gsize size = 0;
    for (int i = 0; i < n; i++)
        size += pieces[i].iov_len;
    return size;
}

/* Sends what is held and then the pieces; returns how much of both has gone. */
static ssize_t send_all(const TlsHold *hold, const giovec_t *pieces, int n)
{
    struct iovec all[1 + MAX_PIECES] = { { hold->held->data, hold->held->len } };
    for (int i = 0; i < n; i++)
        all[i + 1] = (struct iovec){ pieces[i].iov_base, pieces[i].iov_len };
    const struct msghdr message = { .msg_iov = all, .msg_iovlen = (gsize)n + 1 };
    return sendmsg(hold->fd, &message, MSG_NOSIGNAL);
}

/* As writev(): how much of the pieces has gone, or -1 with errno. */
static ssize_t push(gnutls_transport_ptr_t data, const giovec_t *pieces, int n)
{
    TlsHold *hold = data;
    gsize size = size_of(pieces, n);
    bool wait = hold->next && hold->held->len + size <= MAX_HELD;
    hold->next = false;
    if (wait) {
        for (int i = 0; i < n; i++)
            g_byte_array_append(hold->held, pieces[i].iov_base, (guint)pieces[i].iov_len);
        return (ssize_t)size;
    }
    ssize_t sent = send_all(hold, pieces, MIN(n, MAX_PIECES));
    if (sent < 0)
        return -1;
    guint n_held = (guint)MIN((gsize)sent, hold->held->len);
    if (n_held > 0)
        g_byte_array_remove_range(hold->held, 0, n_held);
    if ((gsize)sent > n_held || size == 0)
        return sent - (ssize_t)n_held;
    errno = EAGAIN;
    return -1;
}

TlsHold *tls_hold_new(gnutls_session_t session, int fd)
{
    TlsHold *hold = g_new0(TlsHold, 1);
    hold->fd = fd;
    hold->held = g_byte_array_new();
    gnutls_transport_set_ptr2(session, GINT_TO_POINTER(fd), hold);
    gnutls_transport_set_vec_push_function(session, push);
    return hold;
}

void tls_hold_free(TlsHold *hold)
{
    if (hold == NULL)
        return;
    g_byte_array_unref(hold->held);
    g_free(hold);
}

void tls_hold_next(TlsHold *hold)
{
    hold->next = true;
}

void tls_hold_end(TlsHold *hold)
{
    hold->next = false;
    if (hold->held->len > 0)
        push(hold, NULL, 0);
    if (hold->held->len == 0) { /* an idle client keeps no room for it */
        g_byte_array_unref(hold->held);
        hold->held = g_byte_array_new();
    }
}
