/* Short messages at the corner of the page: what was done, what failed. */
import { Alert, AlertActionCloseButton, AlertGroup } from "@patternfly/react-core";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

type Variant = "success" | "info" | "warning" | "danger";

interface Notice {
  id: number;
  variant: Variant;
  title: string;
  body?: ReactNode;
  /** It stays until it is closed, as failures do. */
  stays?: boolean;
}

interface Notices {
  /** Returns its id. */
  notify: (variant: Variant, title: string, body?: ReactNode, stays?: boolean) => number;
  change: (id: number, change: Partial<Omit<Notice, "id">>) => void;
  close: (id: number) => void;
}

const Context = createContext<Notices>({
  notify: () => 0,
  change: () => undefined,
  close: () => undefined,
});
const SHOWN = 5;
let lastId = 0;

export function useNotices(): Notices {
  return useContext(Context);
}

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const close = useCallback((id: number) => setNotices((all) => all.filter((one) => one.id !== id)), []);
  const notify = useCallback((variant: Variant, title: string, body?: ReactNode, stays?: boolean) => {
    lastId += 1;
    const notice = { id: lastId, variant, title, body, stays };
    setNotices((all) => [notice, ...all].slice(0, SHOWN));
    return notice.id;
  }, []);
  const change = useCallback(
    (id: number, changed: Partial<Notice>) =>
      setNotices((all) => all.map((one) => (one.id === id ? { ...one, ...changed } : one))),
    [],
  );
  const value = useMemo(() => ({ notify, change, close }), [notify, change, close]);
  return (
    <Context.Provider value={value}>
      {children}
      <AlertGroup isToast isLiveRegion>
        {notices.map(({ id, variant, title, body, stays }) => (
          <Alert
            key={id}
            variant={variant}
            title={title}
            timeout={stays || variant === "danger" ? false : 8000}
            onTimeout={() => close(id)}
            actionClose={<AlertActionCloseButton onClose={() => close(id)} />}
          >
            {body}
          </Alert>
        ))}
      </AlertGroup>
    </Context.Provider>
  );
}
