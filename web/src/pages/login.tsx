import { LoginForm, LoginPage } from "@patternfly/react-core";
import { type FormEvent, useEffect, useState } from "react";
import { Navigate, useLocation } from "react-router-dom";
import { logIn, useSession, whyEnded } from "@/api/session";
import { setTitle } from "@/components/page-title";
import { t } from "@/strings";

/** Where one was before one had to log in. */
function wanted(state: unknown): string {
  return (state as { from?: string } | null)?.from ?? "/";
}

export function Login() {
  const { state } = useLocation();
  const session = useSession();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => setTitle(t.login.title), []);
  if (session) return <Navigate to={wanted(state)} replace />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await logIn(user, password);
    } catch (error) {
      setFailure(error instanceof TypeError ? t.login.unreachable : (error as Error).message);
      setBusy(false);
    }
  };
  const expired = whyEnded() === "expired" && !failure;
  return (
    <LoginPage loginTitle={t.login.title} loginSubtitle={expired ? t.login.expired : undefined}>
      <LoginForm
        onSubmit={(event) => void submit(event)}
        noAutoFocus={false}
        showHelperText={!!failure}
        helperText={<span role="alert">{failure}</span>}
        usernameLabel={t.login.user}
        usernameValue={user}
        onChangeUsername={(_, value) => setUser(value)}
        passwordLabel={t.login.password}
        passwordValue={password}
        onChangePassword={(_, value) => setPassword(value)}
        isLoginButtonDisabled={busy || !user}
        loginButtonLabel={t.login.submit}
      />
    </LoginPage>
  );
}
