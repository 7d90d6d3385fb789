#ifndef CEdgeSIMD_H
#define CEdgeSIMD_H
#endif
