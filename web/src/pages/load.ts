/* Loads a part of the program that is fetched when it is needed.  After an upgrade of the engine its
 * parts have other names, and a page that was open before asks for one that is gone: then the whole
 * page is loaded anew, once. */

const KEY = "berth.reloaded";

export async function loadOrReload<M>(
  load: () => Promise<M>,
  reload = () => window.location.reload(),
): Promise<M> {
  try {
    const part = await load();
    sessionStorage.removeItem(KEY);
    return part;
  } catch (error) {
    if (sessionStorage.getItem(KEY)) throw error; // a new page did not help
    sessionStorage.setItem(KEY, "yes");
    reload();
    return new Promise(() => undefined); // until the new page is there
  }
}
