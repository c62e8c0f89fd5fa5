/**
 * With this code a program asks whoever looks after it to start it again at once: `EX_TEMPFAIL` of sysexits.h. Every other code but
 * 0 is a failure.
 */
export const RESTART_EXIT_CODE = 75;
