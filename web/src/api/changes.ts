/* Bodies that say what was changed and no more, so that two people who edit the same object do not
 * undo each other.  Pure. */

/** A part of a body: the fields of the form that make it necessary, and what it says. */
export type Part<V> = [(keyof V)[], (values: V) => object];

/** Undefined when nothing was changed that any part says. */
export function bodyOf<V>(parts: Part<V>[], changed: Partial<V>, values: V): object | undefined {
  const said = parts.filter(([keys]) => keys.some((key) => key in changed));
  return said.length > 0 ? Object.assign({}, ...said.map(([, body]) => body(values))) : undefined;
}

/** The body of what is new: all parts. */
export function wholeBody<V>(parts: Part<V>[], values: V): object {
  return Object.assign({}, ...parts.map(([, body]) => body(values)));
}
