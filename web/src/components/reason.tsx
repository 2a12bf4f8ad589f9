/* Why something was refused or failed. */
import { Button } from "@patternfly/react-core";
import { useState } from "react";
import { t } from "@/strings";

/** Reasons of refusals may be trees of many lines; the first says it, the rest is asked for. */
export function Reason({ text }: { text: string }) {
  const [all, setAll] = useState(false);
  const [first, ...rest] = text.split("\n");
  return (
    <div className="berth-reason">
      {first}{" "}
      {rest.length > 0 && (
        <Button variant="link" isInline onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t.common.fields.showLess : t.common.fields.showMore}
        </Button>
      )}
      {all && <pre tabIndex={0}>{rest.join("\n")}</pre>}
    </div>
  );
}
