/* The engine's search language.  Typing searches by itself as soon as nothing is missing; Enter
 * searches at once.  What can come next is offered below: arrows choose, Tab or Enter take it. */
import {
  Button,
  HelperText,
  HelperTextItem,
  TextInputGroup,
  TextInputGroupMain,
  TextInputGroupUtilities,
} from "@patternfly/react-core";
import { SearchIcon, TimesIcon } from "@patternfly/react-icons";
import { type KeyboardEvent, type SyntheticEvent, useEffect, useId, useRef, useState } from "react";
import { t } from "@/strings";
import "./search-bar.css";
import { isComplete, type Language, type Suggestion, suggest } from "./search-language";
import { useSearchLanguage } from "./use-search-language";

/** To search hundreds of thousands of events for a word takes the engine a second; what else there is,
 * milliseconds: nothing is waited for then. */
const PAUSE_MS: Record<string, number> = { events: 250 };

interface Props {
  /** The collection that is searched: "vms". */
  path: string;
  value: string;
  onSearch: (search: string) => void;
  /** Why the engine refuses 'value'. */
  error?: string;
}

/** What a word without an operator is looked for in; elsewhere that is the name. */
const BARE: Record<string, string> = { events: "message", jobs: "description" };

/** What a word without an operator means: a part of the name. */
export function completeSearch(text: string, path = ""): string {
  const trimmed = text.trim();
  return /^[\w.-]+$/.test(trimmed) ? `${BARE[path] ?? "name"}=*${trimmed}*` : trimmed;
}

/** Not what is half typed: a term without its value, or a field that will get one. */
function isReady(text: string, language: Language | undefined): boolean {
  const trimmed = text.trim().toLowerCase();
  return isComplete(text) && !language?.fields.some(({ name }) => name.toLowerCase() === trimmed);
}

export function SearchBar({ path, value, onSearch, error }: Props) {
  const id = useId();
  const [text, setText] = useState(value);
  const [cursor, setCursor] = useState(value.length);
  const [focused, setFocused] = useState(false);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const language = useSearchLanguage(path, focused);
  useEffect(() => setText((now) => (completeSearch(now, path) === value ? now : value)), [value, path]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const options = open && language ? suggest(language, text, cursor) : [];
  const option = (i: number) => `${id}-option-${i}`;
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-option-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active, id]);

  const search = (next: string, pause: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(completeSearch(next, path)), pause);
  };
  const change = (next: string, place: number) => {
    setText(next);
    setCursor(place);
    setOpen(true);
    setActive(-1);
    if (isReady(next, language)) search(next, PAUSE_MS[path] ?? 0);
    else clearTimeout(timer.current);
  };
  const take = ({ from, insert }: Suggestion) => {
    const head = text.slice(0, from) + insert;
    change(head + text.slice(cursor).trimStart(), head.length);
    // The field is set by React first, and with it the cursor goes to its end.
    setTimeout(() => {
      input.current?.focus();
      input.current?.setSelectionRange(head.length, head.length);
    });
  };
  const move = (by: number) => {
    setOpen(true);
    if (options.length > 0) setActive((now) => (now + by + options.length) % options.length);
  };
  const keys: Record<string, () => boolean> = {
    ArrowDown: () => (move(1), true),
    ArrowUp: () => (move(active < 0 ? 0 : -1), true),
    Escape: () => {
      const shown = options.length > 0;
      setOpen(false);
      setActive(-1);
      return shown;
    },
    Tab: () => {
      const chosen = options[Math.max(active, 0)];
      // Without a choice, what is typed must be its beginning: else Tab just goes on.
      if (!chosen || (active < 0 && text.length === chosen.from)) return false;
      take(chosen);
      return true;
    },
    Enter: () => {
      const chosen = options[active];
      if (chosen) take(chosen);
      else {
        setOpen(false);
        search(text, 0);
      }
      return true;
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.altKey) return;
    if (keys[event.key]?.()) event.preventDefault();
  };

  return (
    <div className="berth-search">
      <TextInputGroup validated={error ? "error" : undefined}>
        <TextInputGroupMain
          innerRef={input}
          icon={<SearchIcon />}
          aria-label={t.search.label}
          placeholder={t.search.placeholder}
          value={text}
          role="combobox"
          isExpanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? option(active) : undefined}
          inputProps={{
            autoComplete: "off",
            spellCheck: false,
            "aria-autocomplete": "list",
            "aria-describedby": error ? `${id}-error` : undefined,
            "aria-invalid": !!error,
            onSelect: (event: SyntheticEvent<HTMLInputElement>) =>
              setCursor(event.currentTarget.selectionStart ?? text.length),
          }}
          onChange={(event, next) =>
            change(next, (event.target as HTMLInputElement).selectionStart ?? next.length)
          }
          onKeyDown={onKeyDown}
          onFocus={() => {
            setFocused(true);
            setOpen(true);
          }}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
        />
        {text && (
          <TextInputGroupUtilities>
            <Button
              variant="plain"
              icon={<TimesIcon />}
              aria-label={t.search.clear}
              onClick={() => {
                setText("");
                search("", 0);
                input.current?.focus();
              }}
            />
          </TextInputGroupUtilities>
        )}
      </TextInputGroup>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label={t.search.suggestions}
        className="berth-search__list"
        hidden={options.length === 0}
      >
        {options.map((one, i) => (
          <li
            key={one.text}
            id={option(i)}
            role="option"
            aria-selected={i === active}
            className="berth-search__option"
            onMouseDown={(event) => {
              event.preventDefault(); // the field keeps the focus
              take(one);
            }}
          >
            <span>{one.text}</span>
            <span className="berth-subtle">{t.search.kinds[one.kind]}</span>
          </li>
        ))}
      </ul>
      {error && (
        <HelperText id={`${id}-error`} className="berth-search__error">
          <HelperTextItem variant="error" role="alert">
            {error}
          </HelperTextItem>
        </HelperText>
      )}
    </div>
  );
}
