// Frames of zshim/1: bytes <-> JSON. Base64, hex and SHA-256 are libsodium's, which libzmq brings along.

#include "frame.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { digest_limit = 4096, readable_limit = 256 };

static bool from_base64(const char *text, size_t size, struct bytes *out) {
  static const int variants[] = {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING};
  for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
    const char *end = NULL;
    if (sodium_base642bin(out->at, size, text, size, NULL, &out->len, &end, variants[i]) == 0 && end == text + size) return true;
  }
  return false;
}

static bool from_hex(const char *text, size_t size, struct bytes *out) {
  const char *end = NULL;
  return size % 2 == 0 && sodium_hex2bin(out->at, size, text, size, NULL, &out->len, &end) == 0 && end == text + size;
}

static bool from_utf8(const char *text, size_t size, struct bytes *out) {
  memcpy(out->at, text, size);
  out->len = size;
  return true;
}

static const struct {
  const char *key;
  bool (*read)(const char *text, size_t size, struct bytes *out);
} forms[] = {{"b64", from_base64}, {"hex", from_hex}, {"utf8", from_utf8}};

bool frame_read(const json_t *frame, struct bytes *out) {
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    const json_t *text = json_object_get(frame, forms[i].key);
    if (!json_is_string(text)) continue;
    const size_t size = json_string_length(text);
    // No form has more octets than characters; one more keeps the empty frame from being NULL.
    out->at = malloc(size + 1);
    if (out->at && forms[i].read(json_string_value(text), size, out)) return true;
    free(out->at);
    return false;
  }
  const json_t *gen = json_object_get(frame, "gen");
  const json_t *seed = json_object_get(gen, "seed"), *len = json_object_get(gen, "len");
  if (!json_is_integer(seed) || !json_is_integer(len) || json_integer_value(len) < 0) return false;
  out->len = (size_t)json_integer_value(len);
  out->at = malloc(out->len + 1);
  if (!out->at) return false;
  generate((uint32_t)json_integer_value(seed), out->at, out->len);
  return true;
}

static bool is_readable(const unsigned char *data, size_t len) {
  if (len > readable_limit) return false;
  for (size_t i = 0; i < len; i++)
    if (data[i] < 0x20 || data[i] > 0x7e) return false;
  return true;
}

static json_t *digest(const void *data, size_t len) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  char hex[2 * sizeof hash + 1];
  crypto_hash_sha256(hash, data, len);
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  return json_pack("{s:I, s:s}", "len", (json_int_t)len, "sha256", hex);
}

json_t *frame_write(const void *data, size_t len, bool full) {
  if (len > digest_limit && !full) return digest(data, len);
  if (is_readable(data, len)) return json_pack("{s:s%}", "utf8", data ? (const char *)data : "", len);
  const size_t room = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
  char *text = malloc(room);
  if (!text) return NULL;
  sodium_bin2base64(text, room, data, len, sodium_base64_VARIANT_ORIGINAL);
  json_t *frame = json_pack("{s:s}", "b64", text);
  free(text);
  return frame;
}

void generate(uint32_t seed, unsigned char *to, size_t len) {
  uint32_t x = seed ? seed : 0x9e3779b9u;
  for (size_t at = 0; at < len; at += 4) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    for (size_t octet = 0; octet < 4 && at + octet < len; octet++) to[at + octet] = (unsigned char)(x >> (8 * octet));
  }
}

void generate_numbered(uint32_t seed, uint64_t index, unsigned char *to, size_t len) {
  generate(seed + (uint32_t)index, to, len);
  if (len < 8) return;
  for (int octet = 0; octet < 8; octet++) to[octet] = (unsigned char)(index >> (8 * (7 - octet)));
}
