import { describe, expect, it } from 'vitest';
import {
  isOfController,
  mayBeFetched,
  mayBeShown,
  pageAddress,
} from '../../../../../app/kiosk/shell/page-address.ts';

const controller = 'http://127.0.0.1:4100';

describe('the address of the page', () => {
  it('carries the token in the fragment, which is sent to no server', () => {
    expect(pageAddress(`${controller}/`, 'a+b/c=')).toBe(
      'http://127.0.0.1:4100/#token=a%2Bb%2Fc%3D',
    );
  });

  it.each([
    ['http://127.0.0.1:4100/title/7', true],
    ['http://127.0.0.1:4101/', false],
    ['https://127.0.0.1:4100/', false],
    ['http://127.0.0.1:4100@elsewhere.test/', false],
    ['http://localhost:4100/', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['not an address', false],
  ])('%s belongs to the controller: %s', (address, belongs) => {
    expect(isOfController(controller, address)).toBe(belongs);
  });

  it.each([
    ['http://127.0.0.1:4100/#token=a', true],
    ['http://127.0.0.1:4100/index.html', true],
    ['http://127.0.0.1:4100/maintenance.html', true],
    ['http://127.0.0.1:4100/maintenance/view', false],
    ['http://127.0.0.1:4100/media/poster.jpg', false],
    ['http://127.0.0.1:4101/maintenance.html', false],
    ['not an address', false],
  ])('a window may show %s: %s', (address, may) => {
    expect(mayBeShown(controller, address)).toBe(may);
  });

  it.each([
    ['http://127.0.0.1:4100/poster.jpg', true],
    ['ws://127.0.0.1:4100/socket', true],
    ['data:image/png;base64,AA==', true],
    ['blob:http://127.0.0.1:4100/0b', true],
    ['blob:http://elsewhere.test/0b', false],
    ['ws://127.0.0.1:9222/devtools', false],
    ['file:///etc/passwd', false],
    ['https://elsewhere.test/', false],
    ['', false],
  ])('%s may be fetched: %s', (address, may) => {
    expect(mayBeFetched(controller, address)).toBe(may);
  });
});
