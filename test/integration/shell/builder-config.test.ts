import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

/** The part of app-builder-lib, which electron-builder brings along, that reads and checks its configuration. */
interface BuilderConfig {
  getConfig(
    projectFolder: string,
    file: string,
    overrides: null,
  ): Promise<Readonly<Record<string, unknown>>>;
  validateConfiguration(config: object, debugging: { isEnabled: boolean }): Promise<void>;
}

const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const builder = fromBuilder('app-builder-lib/out/util/config/config.js') as BuilderConfig;

const read = () => builder.getConfig(process.cwd(), 'electron-builder.yml', null);
const validate = (config: object) => builder.validateConfiguration(config, { isEnabled: false });

describe('electron-builder.yml', () => {
  it('is what electron-builder understands, to the last word', async () => {
    await expect(validate(await read())).resolves.toBeUndefined();
  });

  it('would be refused for one misspelt word', async () => {
    const misspelt = { ...(await read()), npmRebuilt: false };
    await expect(validate(misspelt)).rejects.toThrow('npmRebuilt');
  });

  it('makes Debian packages and AppImages in release/, rebuilding and publishing nothing', async () => {
    expect(await read()).toMatchObject({
      directories: { output: 'release' },
      linux: { target: ['deb', 'AppImage'] },
      npmRebuild: false,
      asar: true,
      publish: null,
    });
  });
});
