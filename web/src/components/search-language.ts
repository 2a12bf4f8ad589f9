/* What can come next in a search: fields, operators, values.  Pure; the engine's own description of
 * its language ("x-search" in openapi.json) says what there is. */

export type FieldKind = "text" | "number" | "date" | "enum" | "bool";

export interface SearchField {
  name: string;
  kind: FieldKind;
  values?: string[];
}

export interface Language {
  fields: SearchField[];
  /** Fields that "sortby" takes. */
  sortable: string[];
}

export interface Suggestion {
  /** What is shown. */
  text: string;
  kind: "field" | "operator" | "value" | "word";
  /** What takes the place of the text from 'from' to the cursor. */
  insert: string;
  from: number;
}

const OPERATORS: Record<FieldKind, string[]> = {
  text: ["=", "!="],
  enum: ["=", "!="],
  bool: ["=", "!="],
  number: ["=", "!=", "<", ">", "<=", ">="],
  date: ["=", "!=", "<", ">", "<=", ">="],
};
/** What people look for most. */
const FIRST = ["name", "status", "severity", "message", "description", "host", "cluster"];
const JOINS = ["and", "or", "sortby"];
const SHOWN = 30;

interface Token {
  text: string;
  at: number;
  operator: boolean;
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/"[^"]*"?|[!<>]=|[=<>]|[^\s=<>!"]+/g)].map((match) => ({
    text: match[0],
    at: match.index,
    operator: /^[!<>=]/.test(match[0]),
  }));
}

/** What comes next: a term's field, its operator or value; a word between terms; what to sort by. */
type Next = "field" | "operator" | "value" | "join" | "sort" | "direction" | "end";

interface Position {
  next: Next;
  /** Field of the term at hand. */
  field?: string;
}

function step({ next, field }: Position, token: Token, after?: Token): Position {
  const word = token.text.toLowerCase();
  switch (next) {
    case "operator":
      return token.operator ? { next: "value", field } : { next: "join" };
    case "value":
      return { next: "join" };
    case "sort":
      return { next: "direction" };
    case "direction":
    case "end":
      return { next: "end" };
    case "join":
      if (word === "sortby") return { next: "sort" };
      if (word === "page") return { next: "end" };
      if (word === "and" || word === "or") return { next: "field" };
      return step({ next: "field" }, token, after);
    case "field":
      return after?.operator ? { next: "operator", field: token.text } : { next: "join" };
  }
}

function positionAfter(tokens: Token[]): Position {
  return tokens.reduce<Position>((position, token, i) => step(position, token, tokens[i + 1]), {
    next: "field",
  });
}

/** Whether nothing is missing at the end, so that the engine would take it. */
export function isComplete(text: string): boolean {
  const tokens = tokensOf(text);
  const { next } = positionAfter(tokens);
  const last = tokens.at(-1)?.text.toLowerCase();
  return tokens.length === 0 || (["join", "direction", "end"].includes(next) && !JOINS.includes(last ?? ""));
}

function rank(name: string): number {
  const place = FIRST.indexOf(name);
  return (place < 0 ? FIRST.length : place) + (name.includes(".") ? 100 : 0);
}

/** Names that begin with what is typed, then those that hold it; fields of other objects last. */
function matching(names: string[], typed: string): string[] {
  const low = typed.toLowerCase();
  const score = (name: string) => (name.toLowerCase().startsWith(low) ? 0 : 1000) + rank(name);
  return names
    .filter((name) => (low ? name.toLowerCase().includes(low) : !name.includes(".")))
    .sort((a, b) => score(a) - score(b) || a.localeCompare(b));
}

function startingWith(words: string[], typed: string): string[] {
  return words.filter((word) => word.toLowerCase().startsWith(typed.toLowerCase()));
}

function fieldOf({ fields }: Language, name: string | undefined): SearchField | undefined {
  return fields.find((field) => field.name.toLowerCase() === name?.toLowerCase());
}

function valuesOf(field: SearchField | undefined): string[] {
  return field?.kind === "bool" ? ["true", "false"] : (field?.values ?? []);
}

function optionsOf(language: Language, { next, field }: Position, typed: string): Omit<Suggestion, "from">[] {
  const words = (texts: string[]) =>
    texts.map((text) => ({ text, kind: "word" as const, insert: `${text} ` }));
  const fields = () =>
    matching(
      language.fields.map(({ name }) => name),
      typed,
    ).map((text) => ({ text, kind: "field" as const, insert: text }));
  switch (next) {
    case "field":
      return fields();
    case "operator":
      return [];
    case "value":
      return startingWith(valuesOf(fieldOf(language, field)), typed)
        .filter((text) => text !== typed)
        .map((text) => ({ text, kind: "value", insert: `${text} ` }));
    case "join":
      return [...words(startingWith(JOINS, typed)), ...(typed ? fields() : [])];
    case "sort":
      return matching(language.sortable, typed).map((text) => ({ text, kind: "field", insert: `${text} ` }));
    case "direction":
      return words(startingWith(["asc", "desc"], typed));
    case "end":
      return [];
  }
}

/** What can be put where the cursor is. */
export function suggest(language: Language, text: string, cursor = text.length): Suggestion[] {
  const before = text.slice(0, cursor);
  const tokens = tokensOf(before);
  const last = tokens.at(-1);
  const touched = last && !last.operator && last.at + last.text.length === cursor ? last : undefined;
  const position = positionAfter(touched ? tokens.slice(0, -1) : tokens);
  const typed = touched?.text ?? "";
  const from = touched?.at ?? cursor;
  const whole = ["field", "join"].includes(position.next) ? fieldOf(language, touched?.text) : undefined;
  const operators = whole
    ? OPERATORS[whole.kind].map((operator) => ({
        text: `${whole.name} ${operator}`,
        kind: "operator" as const,
        insert: `${whole.name}${operator}`,
        from,
      }))
    : [];
  const others = optionsOf(language, position, typed).filter(({ insert }) => insert.trim() !== typed);
  return [...operators, ...others.map((option) => ({ ...option, from }))].slice(0, SHOWN);
}
