#include "CEdgeOpenMP.h"

#ifdef _OPENMP

// omp.h is not on clang's default path; these two are all of it that is used.
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);

bool edgeHasOpenMP(void) { return true; }

void edgeParallelRun(void *context, ptrdiff_t threads,
                     void (*body)(void *, ptrdiff_t, ptrdiff_t), void *work) {
    (void)context;
    // OpenMP may start fewer threads than asked for: the work is divided by those that run.
#pragma omp parallel num_threads((int)threads)
    body(work, omp_get_thread_num(), omp_get_num_threads());
}

void edgeParallelBarrier(void *context) {
    (void)context;
#pragma omp barrier
}

#else

bool edgeHasOpenMP(void) { return false; }

void edgeParallelRun(void *context, ptrdiff_t threads,
                     void (*body)(void *, ptrdiff_t, ptrdiff_t), void *work) {
    (void)context;
    (void)threads;
    body(work, 0, 1);
}

void edgeParallelBarrier(void *context) { (void)context; }

#endif
