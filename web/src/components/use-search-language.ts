/* The search language of a collection, as the engine describes it.  The description of the whole API
 * is large: it is read once, and only when somebody is about to search. */
import { useQuery } from "@tanstack/react-query";
import { API, get } from "@/api/client";
import type { Language } from "./search-language";

interface Parameter {
  name: string;
  "x-search"?: Language;
}

interface Description {
  paths: Record<string, { get?: { parameters?: Parameter[] } } | undefined>;
}

/** Of all that is described only this is kept. */
async function readLanguages(signal: AbortSignal): Promise<Record<string, Language>> {
  const { paths } = await get<Description>("openapi.json", signal);
  const languages: Record<string, Language> = {};
  for (const [path, row] of Object.entries(paths))
    for (const { name, "x-search": language } of row?.get?.parameters ?? [])
      if (name === "search" && language) languages[path.replace(`${API}/`, "")] = language;
  return languages;
}

/** Undefined while it is not known, and for collections without a search. */
export function useSearchLanguage(path: string, enabled: boolean): Language | undefined {
  const { data } = useQuery({
    queryKey: ["search languages"],
    queryFn: ({ signal }) => readLanguages(signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    enabled,
  });
  return data?.[path];
}
