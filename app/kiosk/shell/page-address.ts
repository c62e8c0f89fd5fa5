/** The address that a window opens: the token is in the fragment, which no browser sends to any server. */
export function pageAddress(url: string, token: string): string {
  return `${new URL(url).origin}/#token=${encodeURIComponent(token)}`;
}

/** Whether `address` belongs to the origin of `controllerUrl`: same scheme, host and port. */
export function isOfController(controllerUrl: string, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(controllerUrl).origin;
}

/** The customers' screens, and the panel of those who look after the machine: what a window may show, and nothing else. */
const pages: readonly string[] = ['/', '/index.html', '/maintenance.html'];

/** Whether a window may go to `address`: to a page of the controller. */
export function mayBeShown(controllerUrl: string, address: string): boolean {
  return isOfController(controllerUrl, address) && pages.includes(new URL(address).pathname);
}

/** Whether the pages of the controller may fetch from `address`: from the controller, its socket, or their own memory. */
export function mayBeFetched(controllerUrl: string, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const wanted = new URL(address);
  if (wanted.protocol === 'data:') return true;
  if (wanted.protocol === 'ws:') return wanted.host === new URL(controllerUrl).host;
  return isOfController(controllerUrl, address);
}
