import { screensPath } from '../../../contracts/kiosk-channels.ts';
import type { ConnectionSurroundings, Socket } from './controller-connection.ts';
import { findToken, tokenKey } from './connection-token.ts';

/** The browser as the connection needs it. Takes the token out of the address, so that no eye or history keeps it. */
export function browserSurroundings(): ConnectionSurroundings {
  findToken(window.location.hash, window.sessionStorage);
  if (window.location.hash !== '') {
    window.history.replaceState(null, '', window.location.pathname);
  }
  return {
    open(token) {
      const url = new URL(screensPath, window.location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      url.searchParams.set('token', token);
      const web = new WebSocket(url);
      const socket: Socket = {
        send: (text) => web.send(text),
        onMessage: null,
        onClose: null,
      };
      web.addEventListener('message', (event: MessageEvent<unknown>) =>
        socket.onMessage?.(event.data),
      );
      web.addEventListener('close', () => socket.onClose?.());
      return socket;
    },
    findToken: () => window.sessionStorage.getItem(tokenKey),
    keepToken: (token) => window.sessionStorage.setItem(tokenKey, token),
    async isAnswering() {
      try {
        return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).ok;
      } catch {
        return false;
      }
    },
    after(delayMs, action) {
      const timer = window.setTimeout(action, delayMs);
      return () => window.clearTimeout(timer);
    },
  };
}
