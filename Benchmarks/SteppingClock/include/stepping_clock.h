#pragma once

/* Preloaded into a program (LD_PRELOAD), this makes its clock of time run as many seconds ahead of
   the machine's (or, below zero, behind it) as a file says: eight bytes, the machine's own order,
   read anew at each look at the clock. So the clock of a running process can be made to jump.
   Clocks that only measure (CLOCK_MONOTONIC) are left alone, as a machine leaves them alone when
   somebody sets its time. */

/* The environment variable that names the file. Without it nothing is changed. */
#define STEPPING_CLOCK_FILE "CHAOS_CLOCK"
