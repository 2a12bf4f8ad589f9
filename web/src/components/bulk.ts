/* Does the same to many rows; a notice for each says what was done or why not. */
import { useCallback } from "react";
import { wordsOf } from "@/api/hooks";
import { t } from "@/strings";
import { useNotices } from "./notices";

/** 'done' is what is said of a row when it was done; 'name' is what a row is called when it was not. */
export function useBulk() {
  const { notify } = useNotices();
  return useCallback(
    async <T>(
      rows: T[],
      run: (row: T) => Promise<unknown>,
      done: (row: T) => string,
      name: (row: T) => string,
    ) => {
      const outcomes = await Promise.allSettled(rows.map(run));
      outcomes.forEach((outcome, i) => {
        const row = rows[i] as T;
        if (outcome.status === "fulfilled") notify("success", done(row));
        else notify("danger", `${name(row)}: ${t.common.failed}`, wordsOf(outcome.reason));
      });
    },
    [notify],
  );
}
