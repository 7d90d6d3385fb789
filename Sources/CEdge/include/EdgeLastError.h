// The text behind edge_last_error: Swift has no thread-local variables.
#ifndef EDGE_LAST_ERROR_H
#define EDGE_LAST_ERROR_H

#define EDGE_LAST_ERROR_BYTES 1024

/// The calling thread's text, `EDGE_LAST_ERROR_BYTES` long, at first empty.
char *_Nonnull edgeLastErrorText(void);

#endif
