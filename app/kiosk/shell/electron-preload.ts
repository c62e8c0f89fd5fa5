/** All that the page learns of the shell: which one it is. Nothing can be called, and nothing answers. */
import { contextBridge } from 'electron';

contextBridge.exposeInMainWorld('diptychShell', {
  name: 'electron',
  version: process.versions['electron'] ?? '',
});
