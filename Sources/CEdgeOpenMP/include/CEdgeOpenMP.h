#ifndef CEdgeOpenMP_H
#define CEdgeOpenMP_H
#endif
