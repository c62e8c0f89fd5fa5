import '../../../look/without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../../look/fonts.css';
import '../../../look/palette.css';
import '../look/tokens.css';
import '../look/base.css';
import './panel.css';
import { tokenKey } from '../connection/connection-token.ts';
import { prepareLanguages } from '../text/languages.ts';
import { findMaintenanceToken } from './frame/maintenance-token.ts';
import { PanelApp } from './frame/panel-app.tsx';

await prepareLanguages();

const token = findMaintenanceToken(window.location.hash, window.sessionStorage);
window.history.replaceState(null, '', window.location.pathname);
// Only a window that showed the customer's screens can go back to them.
const cameFromCustomers = window.sessionStorage.getItem(tokenKey) !== null;
const element = document.getElementById('maintenance');
if (element !== null) {
  createRoot(element).render(
    <StrictMode>
      <PanelApp
        token={token}
        ask={window.fetch.bind(window)}
        leave={cameFromCustomers ? () => window.location.replace('/') : null}
      />
    </StrictMode>,
  );
}
