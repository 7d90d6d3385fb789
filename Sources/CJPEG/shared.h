#ifndef CJPEG_SHARED_H
#define CJPEG_SHARED_H

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "CJPEG.h"

#ifdef JPEG

#include <jpeglib.h>
/* After jpeglib.h, which it needs. */
#include <jerror.h>

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf escape;
    CJPEGResult *result;
} ErrorManager;

static inline bool fail(CJPEGResult *result, const char *text) {
    snprintf(result->message, sizeof result->message, "%s", text);
    return false;
}

static inline void exit_with_error(j_common_ptr codec) {
    ErrorManager *errors = (ErrorManager *)codec->err;
    char text[JMSG_LENGTH_MAX];
    errors->base.format_message(codec, text);
    fail(errors->result, text);
    longjmp(errors->escape, 1);
}

static inline void ignore_output(j_common_ptr codec) { (void)codec; }

static inline void open_errors(ErrorManager *errors, CJPEGResult *result) {
    jpeg_std_error(&errors->base);
    errors->base.error_exit = exit_with_error;
    errors->base.output_message = ignore_output;
    errors->result = result;
}

#endif
#endif
