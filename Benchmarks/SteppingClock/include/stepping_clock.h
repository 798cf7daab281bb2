#pragma once

/* This library is preloaded into a program (LD_PRELOAD) and shifts its wall clock by an offset in
   seconds, which may be negative. The offset is in a file: eight bytes in native byte order, read
   at each reading of the clock. So the clock of a running process can jump. CLOCK_MONOTONIC does
   not change, as on a machine whose time is set. */

/* The environment variable that names the file. Without it, the clock does not change. */
#define STEPPING_CLOCK_FILE "CHAOS_CLOCK"
