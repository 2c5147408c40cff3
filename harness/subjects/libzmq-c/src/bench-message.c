// Numbering, sending and verifying.
//   up to `copied` octets   zmq_send from one buffer: libzmq copies
//   longer                  zmq_msg_init_data on buffers of a pool, which libzmq gives back: nothing is copied
// What comes is received into one zmq_msg_t again and again, and read where it lies; zmq_recv does the same and then copies.

#include "bench-message.h"

#include <errno.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "frame.h"

// Measured over tcp, nanoseconds of CPU at the sender for a message, zmq_send against a pool: 16 B 187 / 242, 1 KiB 1004 / 1082,
// 4 KiB 3613 / 2828, 64 KiB 28k / 21k. With a pool without limit 1 MiB costs 606k, as with fresh memory each time: 300k within one.
// 64 MiB are as many buffers of 64 KiB as the default high-water mark lets wait.
enum { copied = 1024, pool_octets = 64 << 20, pool_least = 8 };

struct buffer {
  struct buffer *next;
  struct pool *pool;
  unsigned char octets[];
};

// Given back by whichever thread of libzmq was the last to need it, taken by ours.
struct pool {
  _Atomic(struct buffer *) back;
  struct buffer *ours;
  // Buffers that may still be made, and how many are there to be taken.
  size_t unmade;
  sem_t free;
  // Buffers out, and one for the bench: who brings it to 0 frees all.
  atomic_size_t holders;
};

static void free_pool(struct pool *pool) {
  if (atomic_fetch_sub(&pool->holders, 1) != 1) return;
  for (struct buffer *list[] = {atomic_load(&pool->back), pool->ours}, **head = list; head < list + 2; head++)
    while (*head) {
      struct buffer *buffer = *head;
      *head = buffer->next;
      free(buffer);
    }
  sem_destroy(&pool->free);
  free(pool);
}

static void give_back(void *octets, void *hint) {
  struct buffer *buffer = hint;
  struct pool *pool = buffer->pool;
  (void)octets;
  buffer->next = atomic_load(&pool->back);
  while (!atomic_compare_exchange_weak(&pool->back, &buffer->next, buffer)) continue;
  sem_post(&pool->free);
  free_pool(pool);
}

static struct pool *make_pool(size_t len) {
  struct pool *pool = calloc(1, sizeof *pool);
  pool->unmade = pool_octets / len > pool_least ? pool_octets / len : pool_least;
  sem_init(&pool->free, 0, 0);
  atomic_init(&pool->holders, 1);
  return pool;
}

static struct buffer *make_buffer(const struct messages *messages) {
  struct buffer *buffer = malloc(sizeof *buffer + messages->len);
  buffer->pool = messages->pool;
  buffer->pool->unmade--;
  memcpy(buffer->octets, messages->base, messages->len);
  return buffer;
}

// NULL, with an errno, when none came back in time.
static struct buffer *take_buffer(struct messages *messages, int flags) {
  if (!messages->pool) messages->pool = make_pool(messages->len);
  struct pool *pool = messages->pool;
  struct buffer *buffer;
  if (sem_trywait(&pool->free) == 0 || (pool->unmade == 0 && !(flags & ZMQ_DONTWAIT) && sem_wait(&pool->free) == 0)) {
    if (!pool->ours) pool->ours = atomic_exchange(&pool->back, NULL);
    buffer = pool->ours;
    pool->ours = buffer->next;
  } else if (pool->unmade > 0) {
    buffer = make_buffer(messages);
  } else {
    return NULL;
  }
  atomic_fetch_add(&pool->holders, 1);
  return buffer;
}

void messages_free(struct messages *messages) {
  free(messages->base);
  free(messages->scratch);
  if (messages->pool) free_pool(messages->pool);
}

bool messages_init(struct messages *messages, const json_t *request) {
  const json_int_t len = json_integer_value(json_object_get(request, "len"));
  const json_t *topics = json_object_get(request, "topics");
  const json_int_t n = json_integer_value(json_object_get(topics, "n")), topic_len = json_integer_value(json_object_get(topics, "len"));
  if (topics && (n < 1 || topic_len < 4)) return false;
  // A subscriber to topics needs their octets only.
  const size_t needed = (size_t)topic_len + (len > 0 ? 8 : 0);
  *messages = (struct messages){.len = len > 0 ? (size_t)len : needed, .topics = (uint64_t)n, .topic_len = (size_t)topic_len};
  if (messages->len < needed) return false;
  messages->base = malloc(messages->len + 1);
  messages->scratch = malloc(messages->len + 1);
  if (!messages->base || !messages->scratch) {
    messages_free(messages);
    return false;
  }
  generate((uint32_t)json_integer_value(json_object_get(request, "seed")), messages->base, messages->len);
  memcpy(messages->scratch, messages->base, messages->len);
  return true;
}

bool send_message(struct messages *messages, void *zmq, uint64_t i, int flags) {
  if (messages->len <= copied) {
    stamp(messages, messages->scratch, i);
    return zmq_send(zmq, messages->scratch, messages->len, flags) >= 0;
  }
  struct buffer *buffer = take_buffer(messages, flags);
  if (!buffer) return false;
  zmq_msg_t message;
  stamp(messages, buffer->octets, i);
  zmq_msg_init_data(&message, buffer->octets, messages->len, give_back, buffer);
  if (zmq_msg_send(&message, zmq, flags) >= 0) return true;
  const int error = zmq_errno();
  zmq_msg_close(&message);
  errno = error;
  return false;
}

bool receive_message(const struct open_socket *socket, zmq_msg_t *body, int flags) {
  if (zmq_msg_recv(body, socket->zmq, flags) < 0) return false;
  // The rest of a message is there when its first frame is.
  if (socket->type->type == ZMQ_ROUTER && zmq_msg_more(body)) return zmq_msg_recv(body, socket->zmq, 0) >= 0;
  return true;
}

static bool wrong(struct bench *bench, const char *what, uint64_t i, uint64_t got) {
  snprintf(bench->fault, sizeof bench->fault, what, (unsigned long long)i, (unsigned long long)got);
  return false;
}

static bool is_numbered(struct bench *bench, zmq_msg_t *body, uint64_t i) {
  const struct messages *messages = &bench->messages;
  if (zmq_msg_more(body)) return wrong(bench, "message %llu has more than one frame", i, 0);
  if (zmq_msg_size(body) != messages->len) return wrong(bench, "message %llu has %llu octets", i, zmq_msg_size(body));
  uint64_t number;
  memcpy(&number, (unsigned char *)zmq_msg_data(body) + messages->topic_len, sizeof number);
  number = __builtin_bswap64(number);
  return number == i || wrong(bench, "message %llu has sequence number %llu", i, number);
}

bool is_wholly_right(struct bench *bench, zmq_msg_t *body, uint64_t i) {
  struct messages *messages = &bench->messages;
  if (!is_numbered(bench, body, i)) return false;
  stamp(messages, messages->scratch, i);
  return memcmp(zmq_msg_data(body), messages->scratch, messages->len) == 0 || wrong(bench, "message %llu has other octets", i, 0);
}

bool is_right(struct bench *bench, zmq_msg_t *body, uint64_t i) {
  return i < bench->warmup || i % 61 == 0 ? is_wholly_right(bench, body, i) : is_numbered(bench, body, i);
}
