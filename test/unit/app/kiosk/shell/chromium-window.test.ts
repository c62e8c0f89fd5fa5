import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ChromiumWindow } from '../../../../../app/kiosk/shell/chromium-window.ts';

const page = { url: 'http://127.0.0.1:4100', token: 'secret' };

const requestSchema = z.object({
  id: z.int(),
  method: z.string(),
  params: z.record(z.string(), z.unknown()),
});
type Request = z.infer<typeof requestSchema>;

/** A scripted Chromium: opens one page when asked to tell of pages, and answers as `answers` says. */
function chromium(answers: Readonly<Record<string, object>> = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const requests: Request[] = [];
  const say = (message: object) => output.write(`${JSON.stringify(message)}\0`);
  const created = (targetId: string, type = 'page') =>
    say({ method: 'Target.targetCreated', params: { targetInfo: { targetId, type } } });
  input.setEncoding('utf8').on('data', (text: string) => {
    for (const piece of text.split('\0').filter((part) => part !== '')) {
      const request = requestSchema.parse(JSON.parse(piece));
      requests.push(request);
      say({ id: request.id, result: {}, ...answers[request.method] });
      if (request.method === 'Target.setDiscoverTargets') {
        created('interface', 'browser_ui');
        created('ours');
      }
    }
  });
  const onCrash = vi.fn<() => void>();
  const window = new ChromiumWindow({ input, output, onCrash });
  return { window, requests, say, created, onCrash, output };
}

const attached = { 'Target.attachToTarget': { result: { sessionId: 's' } } };

describe('the window of a Chromium held by its pipe', () => {
  it('takes the first page and tells it the address with the token', async () => {
    const { window, requests } = chromium(attached);
    await window.open(page);
    expect(requests.map(({ method, params }) => [method, params])).toEqual([
      ['Target.setDiscoverTargets', { discover: true }],
      ['Target.attachToTarget', { targetId: 'ours', flatten: true }],
      ['Page.navigate', { url: 'http://127.0.0.1:4100/#token=secret' }],
    ]);
  });

  it('closes every other page that opens', async () => {
    const { window, requests, created } = chromium(attached);
    await window.open(page);
    created('popup');
    await vi.waitFor(() =>
      expect(requests.at(-1)).toMatchObject({
        method: 'Target.closeTarget',
        params: { targetId: 'popup' },
      }),
    );
  });

  it('tells of a crash of its own page, not of another’s', async () => {
    const { window, say, onCrash } = chromium(attached);
    await window.open(page);
    say({ method: 'Target.targetCrashed', params: { targetId: 'interface' } });
    say({ method: 'Target.targetCrashed', params: { targetId: 'ours' } });
    await window.showsController().catch(() => {});
    expect(onCrash).toHaveBeenCalledOnce();
  });

  it('says that a page cannot be loaded', async () => {
    const navigate = { 'Page.navigate': { result: { errorText: 'net::ERR_CONNECTION_REFUSED' } } };
    const { window } = chromium({ ...attached, ...navigate });
    await expect(window.open(page)).rejects.toMatchObject({ code: 'SHELL_NOT_SHOWN' });
  });

  it.each([
    ['http://127.0.0.1:4100/#token=a', true],
    ['http://127.0.0.1:4100/maintenance.html', true],
    ['http://127.0.0.1:4100/maintenance/view', false],
    ['chrome-error://chromewebdata/', false],
    ['https://elsewhere.test/', false],
  ])('knows whether it shows the controller: at %s, %s', async (value, shows) => {
    const evaluate = { 'Runtime.evaluate': { result: { result: { type: 'string', value } } } };
    const { window } = chromium({ ...attached, ...evaluate });
    await window.open(page);
    expect(await window.showsController()).toBe(shows);
  });

  it('says what Chromium refuses, never the token', async () => {
    const { window } = chromium({
      ...attached,
      'Page.navigate': { result: undefined, error: { message: 'Cannot navigate' } },
    });
    const refusal = window.open(page);
    await expect(refusal).rejects.toMatchObject({ code: 'SHELL_PIPE' });
    await expect(refusal).rejects.toThrow('Page.navigate: Cannot navigate.');
  });

  it('does not wait for a Chromium that has ended, or talks nonsense', async () => {
    const ended = chromium();
    ended.output.destroy();
    await expect(ended.window.open(page)).rejects.toMatchObject({ code: 'SHELL_PIPE' });
    const mad = chromium({ 'Target.attachToTarget': { id: 'one' } });
    await expect(mad.window.open(page)).rejects.toThrow('a message is not understood');
  });
});
