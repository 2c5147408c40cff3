// Frames of zshim/1: bytes <-> JSON (docs/zshim.md, "Frames").
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Octets on the heap; `at` is never NULL after a success, also when there are none.
struct bytes {
  unsigned char *at;
  size_t len;
};

// The octets of {b64} | {hex} | {utf8} | {gen}; false when it is none of these. The caller frees `out->at`.
bool frame_read(const json_t *frame, struct bytes *out);

// A new JSON frame. More than 4096 octets become a digest unless `full`.
json_t *frame_write(const void *data, size_t len, bool full);

// `len` octets of the xorshift32 stream that starts from `seed`.
void generate(uint32_t seed, unsigned char *to, size_t len);

// Message number `index` of sendmany: generated from seed + index, its first 8 octets the number when there is room.
void generate_numbered(uint32_t seed, uint64_t index, unsigned char *to, size_t len);
