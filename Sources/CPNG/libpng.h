#ifndef CPNG_LIBPNG_H
#define CPNG_LIBPNG_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

#include <png.h>

/* libpng, loaded with the first PNG that is read or written. Boards see JPEG and camera frames; linked in, libpng and
 * zlib made every program's start later and a quarter of a megabyte larger, and none ran without them. */

/* Without their png_. */
#define LIBPNG_FUNCTIONS(F)                                                                                \
    F(create_info_struct)                                                                                  \
    F(create_read_struct)                                                                                  \
    F(create_write_struct)                                                                                 \
    F(destroy_read_struct)                                                                                 \
    F(destroy_write_struct)                                                                                \
    F(error)                                                                                               \
    F(get_bit_depth)                                                                                       \
    F(get_color_type)                                                                                      \
    F(get_error_ptr)                                                                                       \
    F(get_image_height)                                                                                    \
    F(get_image_width)                                                                                     \
    F(get_io_ptr)                                                                                          \
    F(get_rowbytes)                                                                                        \
    F(longjmp)                                                                                             \
    F(read_end)                                                                                            \
    F(read_info)                                                                                           \
    F(read_row)                                                                                            \
    F(read_update_info)                                                                                    \
    F(set_IHDR)                                                                                            \
    F(set_chunk_cache_max)                                                                                 \
    F(set_chunk_malloc_max)                                                                                \
    F(set_compression_level)                                                                               \
    F(set_expand_gray_1_2_4_to_8)                                                                          \
    F(set_interlace_handling)                                                                              \
    F(set_longjmp_fn)                                                                                      \
    F(set_packing)                                                                                         \
    F(set_palette_to_rgb)                                                                                  \
    F(set_read_fn)                                                                                         \
    F(set_scale_16)                                                                                        \
    F(set_strip_alpha)                                                                                     \
    F(set_user_limits)                                                                                     \
    F(set_write_fn)                                                                                        \
    F(write_end)                                                                                           \
    F(write_info)                                                                                          \
    F(write_row)

#define LIBPNG_MEMBER(name) __typeof__(&png_##name) name;

typedef struct {
    LIBPNG_FUNCTIONS(LIBPNG_MEMBER)
} Libpng;

/* Valid after `libpng_load` returned NULL. */
extern Libpng libpng;

/* Loads it once, from whichever thread comes first. Why it cannot be had, or NULL. */
const char *libpng_load(void);

#endif
