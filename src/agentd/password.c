#include "agentd/password.h"

#include "base/err.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

#define USER "root" /* whoever has it may do with this host what an enrolled agent does */

static void free_answers(struct pam_response *answers, int n)
{
    for (int i = 0; i < n; i++) {
        if (answers[i].resp == NULL)
            continue;
        explicit_bzero(answers[i].resp, strlen(answers[i].resp));
        free(answers[i].resp);
    }
    free(answers);
}

/* Gives the password where a hidden text is asked for, and nothing anywhere else: what a module
 * wants beside it, such as a one-time code, cannot be had here. */
static int converse(int n, const struct pam_message **messages, struct pam_response **ret_answers,
                    void *data)
{
    if (n <= 0 || n > PAM_MAX_NUM_MSG)
        return PAM_CONV_ERR;
    struct pam_response *answers = calloc((size_t)n, sizeof *answers);
    for (int i = 0; i < n; i++) {
        int style = messages[i]->msg_style;
        if (style == PAM_PROMPT_ECHO_OFF) {
            answers[i].resp = strdup(data);
        } else if (style == PAM_PROMPT_ECHO_ON) {
            free_answers(answers, n);
            return PAM_CONV_ERR;
        }
    }
    *ret_answers = answers;
    return PAM_SUCCESS;
}

static int start(const PasswordPolicy *policy, const struct pam_conv *conversation,
                 pam_handle_t **ret)
{
    if (policy->dir == NULL || *policy->dir == '\0')
        return pam_start(policy->service, USER, conversation, ret);
    return pam_start_confdir(policy->service, USER, conversation, policy->dir, ret);
}

bool password_check(const PasswordPolicy *policy, const char *password, GError **error)
{
    const struct pam_conv conversation = { converse, (void *)password };
    const int flags = PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK;
    pam_handle_t *pam = NULL;
    int code = start(policy, &conversation, &pam);
    if (code != PAM_SUCCESS)
        return err_set(error, ERR_INTERNAL, "PAM service %s cannot be used: %s", policy->service,
                       pam_strerror(pam, code));
    code = pam_authenticate(pam, flags);
    bool known = code == PAM_SUCCESS;
    if (known)
        code = pam_acct_mgmt(pam, flags);
    g_autofree char *reason = g_strdup(pam_strerror(pam, code));
    pam_end(pam, code);
    if (code == PAM_SUCCESS)
        return true;
    return err_set(error, ERR_DENIED, "%s: %s",
                   known ? "the account " USER " may not be used"
                         : "the password of " USER " was not accepted",
                   reason);
}
