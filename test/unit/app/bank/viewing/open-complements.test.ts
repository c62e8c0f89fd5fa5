import { describe, expect, test } from 'vitest';
import { OpenComplements } from '../../../../../app/bank/viewing/open-complements.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { FakeComplements, orderOf } from '../../../../support/bank/fake-viewings.ts';

const order = (name: string) => orderOf(name);

describe('complements that are kept open', () => {
  test('are opened once for all who use them', async () => {
    const films = new FakeComplements(1);
    const open = new OpenComplements(films, 2);
    await Promise.all([open.use(order('A'), () => 1), open.use(order('A'), () => 2)]);
    await open.use(order('A'), () => 3);
    expect([films.opened, films.open]).toEqual([1, 1]);
  });

  test('are closed when others are asked for, the one that was unused longest first', async () => {
    const films = new FakeComplements(1);
    const open = new OpenComplements(films, 2);
    for (const name of ['A', 'B', 'A', 'C']) await open.use(order(name), () => {});
    await settled();
    expect([films.opened, films.open]).toEqual([3, 2]);
    await open.use(order('A'), () => {});
    expect(films.opened).toBe(3);
    await open.use(order('B'), () => {});
    expect(films.opened).toBe(4);
  });

  test('stay open while they are used, however many', async () => {
    const films = new FakeComplements(1);
    const open = new OpenComplements(films, 1);
    let finish = () => {};
    const using = open.use(order('A'), () => new Promise<void>((resolve) => (finish = resolve)));
    for (const name of ['B', 'C', 'D']) await open.use(order(name), () => {});
    open.close();
    await settled();
    expect(films.open).toBe(1);
    finish();
    await using;
    await settled();
    expect(films.open).toBe(0);
  });

  test('are opened anew where opening failed', async () => {
    const films = new FakeComplements(1);
    let isBroken = true;
    const open = new OpenComplements({
      openComplement: (order) =>
        isBroken
          ? Promise.reject(new AppError('VAULT_BUSY', 'Not now.', { remedy: 'retry' }))
          : films.openComplement(order),
    });
    await expect(open.use(order('A'), () => 1)).rejects.toMatchObject({ code: 'VAULT_BUSY' });
    isBroken = false;
    expect(await open.use(order('A'), () => 1)).toBe(1);
  });

  test('are given free by work that fails', async () => {
    const films = new FakeComplements(1);
    const open = new OpenComplements(films);
    await expect(open.use(order('A'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    open.close();
    await settled();
    expect(films.open).toBe(0);
  });
});

/** Lets everything go on that waits for nothing but its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
