// The messages of a bench: numbered, from one base; how they are sent, and what is looked at when they come.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

struct bench;
struct open_socket;
struct pool;

struct messages {
  size_t len;
  unsigned char *base;
  // A copy of the base to number and to compare with.
  unsigned char *scratch;
  // Topics: how many, and the octets of each; 0 for none.
  uint64_t topics;
  size_t topic_len;
  // Buffers that libzmq sends from; NULL until the first one is needed.
  struct pool *pool;
};

// From the fields len, seed and topics of a request. False when they make no sense.
bool messages_init(struct messages *messages, const json_t *request);
void messages_free(struct messages *messages);

// Writes topic `k` into a copy of the base, which begins as all topics do.
static inline void stamp_topic(const struct messages *messages, unsigned char *to, uint64_t k) {
  const uint32_t topic = __builtin_bswap32((uint32_t)k * 2654435761u);
  __builtin_memcpy(to + messages->topic_len - sizeof topic, &topic, sizeof topic);
}

// Writes number `i`, and its topic, into a copy of the base.
static inline void stamp(const struct messages *messages, unsigned char *to, uint64_t i) {
  const uint64_t number = __builtin_bswap64(i);
  if (messages->topic_len) stamp_topic(messages, to, i % messages->topics);
  __builtin_memcpy(to + messages->topic_len, &number, sizeof number);
}

// Sends message `i`. False when it could not: libzmq's errno says why.
bool send_message(struct messages *messages, void *zmq, uint64_t i, int flags);

// Receives one message into `body`, without the routing id that ROUTER gives. False when it could not.
bool receive_message(const struct open_socket *socket, zmq_msg_t *body, int flags);

// Looks at message `i` as it came; false after setting the bench's fault.
bool is_right(struct bench *bench, zmq_msg_t *body, uint64_t i);

// The same, all octets of it, whatever its number.
bool is_wholly_right(struct bench *bench, zmq_msg_t *body, uint64_t i);
