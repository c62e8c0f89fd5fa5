import { z } from 'zod';

// Imported before any schema is made: the page's content security policy forbids code compiled at run time, and zod asks
// whether it may compile as soon as it makes its first schema.
z.config({ jitless: true });
