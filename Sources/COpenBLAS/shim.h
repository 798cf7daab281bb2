#include <cblas.h>

/* LAPACK takes every argument by address and its own headers bring C's complex numbers, neither of
   which Swift can do with. What OpenBLAS carries of it is declared here. */
void dpotrf_(const char *triangle, const int *side, double *values, const int *stride, int *info);
void dpotri_(const char *triangle, const int *side, double *values, const int *stride, int *info);

/* Cholesky in place of the lower triangle, rows one after the other (LAPACK's upper one, since it
   counts by columns). 0, or the first leading minor that is not positive. */
static inline int cholesky_factor(int side, double *values) {
    int info = 0;
    dpotrf_("U", &side, values, &side, &info);
    return info;
}

/* The lower triangle of the inverse, from what cholesky_factor left. */
static inline int cholesky_invert(int side, double *values) {
    int info = 0;
    dpotri_("U", &side, values, &side, &info);
    return info;
}
