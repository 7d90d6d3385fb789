#ifndef CEDGE_START_H
#define CEDGE_START_H

/* Nothing to call: linked in, it gives Swift's runtime the program's arguments. */

#endif
