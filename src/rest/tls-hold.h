/* tls-hold.h - sends the head and the body of a reply in one go.
 *
 * libmicrohttpd writes them one after the other, and each write is a system call that wakes the
 * client.  A held write waits in memory until the next one takes it along; the order of bytes
 * stays. Belongs to the thread that serves the connection. */
#pragma once

#include <gnutls/gnutls.h>

typedef struct TlsHold TlsHold;

/* From now on 'session' writes to the socket 'fd' through the result, which must outlive it. */
TlsHold *tls_hold_new(gnutls_session_t session, int fd);
void tls_hold_free(TlsHold *hold); /* NULL is fine */

/* The next write of the session is to wait for the one after it, which must be sure to come. */
void tls_hold_next(TlsHold *hold);

/* The reply is over: what still waits is tried once. */
void tls_hold_end(TlsHold *hold);
