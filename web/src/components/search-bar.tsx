/* The engine's search language.  Typing searches by itself; Enter searches at once. */
import { SearchInput } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { t } from "@/strings";

const PAUSE_MS = 150;

interface Props {
  /** The collection that is searched: "vms". */
  path: string;
  value: string;
  onSearch: (search: string) => void;
}

/** What a word without an operator means: a part of the name. */
export function completeSearch(text: string): string {
  const trimmed = text.trim();
  return /^[\w.-]+$/.test(trimmed) ? `name=*${trimmed}*` : trimmed;
}

export function SearchBar({ value, onSearch }: Props) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => setText((now) => (completeSearch(now) === value ? now : value)), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const search = (next: string, pause: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(completeSearch(next)), pause);
  };
  return (
    <SearchInput
      aria-label={t.search.label}
      placeholder={t.search.placeholder}
      resetButtonLabel={t.search.clear}
      submitSearchButtonLabel={t.search.submit}
      value={text}
      onChange={(_, next) => {
        setText(next);
        search(next, PAUSE_MS);
      }}
      onSearch={(_, next) => search(next, 0)}
      onClear={() => {
        setText("");
        search("", 0);
      }}
    />
  );
}
