import { configureGlobal } from 'fast-check';

// A mutant is dead once any example kills it: the smallest one is not looked for.
configureGlobal({ endOnFailure: true });
