/* password.h - is this root's password?  Asked of PAM, so that the host's own rules decide. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const char *service; /* "berth-agent": the file below /etc/pam.d */
    const char *dir;     /* such a folder in place of /etc/pam.d; NULL or "": the system's */
} PasswordPolicy;

/* ERR_DENIED when it is not, or when PAM says that the account may not be used; ERR_INTERNAL when
 * PAM cannot be asked.  May take seconds; one call at a time is enough and all that is good. */
bool password_check(const PasswordPolicy *policy, const char *password, GError **error);
