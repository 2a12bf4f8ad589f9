/* sign-in.h - who asks: by a token, a password, or the cookie of a session. */
#pragma once

#include "rest/call.h"

/* Sets the call's user and caller.  'may_start': a session is begun when the client asks for one.
 */
bool sign_in(Call *call, GError **error);

/* After the handler: the cookie of a session that began, the end of one that is no longer wanted.
 */
void sign_in_finish(Call *call);

/* Whether signing in may have to write or to compute for long. */
bool sign_in_may_wait(const HttpRequest *request);
