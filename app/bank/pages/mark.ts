/** Two leaves and their hinge. */
export const markSvg = `<svg xmlns="http://www.w3.org/2000/svg" class="mark" viewBox="0 0 96 72" role="img" aria-label="Diptych">
  <path d="M2 10 46 2v68L2 62Z" fill="#4A5160"/>
  <path d="M10 22h8v8h-8zM26 18h8v8h-8zM18 34h8v8h-8zM30 46h8v8h-8zM10 50h8v8h-8zM34 30h6v8h-6z" fill="#FBFAF7"/>
  <path d="M50 2 94 10v52L50 70Z" fill="#1A1D23"/>
  <circle cx="72" cy="36" r="13" fill="none" stroke="#FBFAF7" stroke-width="8"/>
  <path d="M46 0h4v72h-4z" fill="#F2B84B"/>
</svg>`;
