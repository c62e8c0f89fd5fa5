import '../../../look/without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../../look/fonts.css';
import '../../../look/palette.css';
import '../look/tokens.css';
import '../look/base.css';
import './panel.css';
import { prepareLanguages } from '../text/languages.ts';
import { MaintenanceClient } from './maintenance-client.ts';
import { MaintenancePage } from './maintenance-page.tsx';
import { findMaintenanceToken } from './maintenance-token.ts';

await prepareLanguages();

const token = findMaintenanceToken(window.location.hash, window.sessionStorage);
window.history.replaceState(null, '', window.location.pathname);
const client = new MaintenanceClient(token ?? '', window.fetch.bind(window));
const element = document.getElementById('maintenance');
if (element !== null) {
  createRoot(element).render(
    <StrictMode>
      <MaintenancePage client={client} />
    </StrictMode>,
  );
}
