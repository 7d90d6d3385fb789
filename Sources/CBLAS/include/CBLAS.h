#ifndef CBLAS_H
#define CBLAS_H
#endif
