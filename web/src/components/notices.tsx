/* Short messages at the corner of the page: what was done, what failed. */
import { Alert, AlertActionCloseButton, AlertGroup } from "@patternfly/react-core";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

type Variant = "success" | "info" | "warning" | "danger";

interface Notice {
  id: number;
  variant: Variant;
  title: string;
  body?: ReactNode;
}

interface Notices {
  /** Returns its id. */
  notify: (variant: Variant, title: string, body?: ReactNode) => number;
  close: (id: number) => void;
}

const Context = createContext<Notices>({ notify: () => 0, close: () => undefined });
const SHOWN = 5;
let lastId = 0;

export function useNotices(): Notices {
  return useContext(Context);
}

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const close = useCallback((id: number) => setNotices((all) => all.filter((one) => one.id !== id)), []);
  const notify = useCallback((variant: Variant, title: string, body?: ReactNode) => {
    lastId += 1;
    const notice = { id: lastId, variant, title, body };
    setNotices((all) => [notice, ...all].slice(0, SHOWN));
    return notice.id;
  }, []);
  const value = useMemo(() => ({ notify, close }), [notify, close]);
  return (
    <Context.Provider value={value}>
      {children}
      <AlertGroup isToast isLiveRegion>
        {notices.map(({ id, variant, title, body }) => (
          <Alert
            key={id}
            variant={variant}
            title={title}
            timeout={variant === "danger" ? false : 8000}
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
