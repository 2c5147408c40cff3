// One way: send and recv, with credit from the receivers where it is asked for.
//
//   send ══messages══► recv on one or more sockets
//     ▲                  │
//     └──── credit ◄─────┘   how many each has at least, every half window
//
// A single socket is simply read; of many, zmq_poll says which have something, and each is emptied by a share.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "bench.h"

struct credit {
  // NULL for none.
  struct open_socket *socket;
  uint64_t half;
};

static bool credit_of(struct bench *bench, struct credit *credit, bool sends) {
  const json_t *window = json_object_get(bench->call->request, "window");
  if (!window) return true;
  credit->half = (uint64_t)json_integer_value(window) / 2;
  credit->socket = bench_socket(bench->call, text_field(bench->call, "credit"), sends, !sends);
  return credit->socket != NULL;
}

static bool take_credit(struct bench *bench, const struct credit *credit, uint64_t expected) {
  uint64_t number = 0;
  int got;
  while ((got = zmq_recv(credit->socket->zmq, &number, sizeof number, 0)) < 0)
    if (!try_again(bench)) return false;
  number = __builtin_bswap64(number);
  if (got == sizeof number && number == expected) return true;
  snprintf(bench->fault, sizeof bench->fault, "a credit of %llu instead of %llu", (unsigned long long)number, (unsigned long long)expected);
  return false;
}

static bool give_credit(struct bench *bench, const struct credit *credit, uint64_t number) {
  number = __builtin_bswap64(number);
  while (zmq_send(credit->socket->zmq, &number, sizeof number, 0) < 0)
    if (!try_again(bench)) return false;
  return true;
}

json_t *bench_send(struct bench *bench) {
  struct credit credit = {0};
  struct open_socket *socket = bench_socket(bench->call, text_field(bench->call, "s"), true, false);
  if (!socket || !credit_of(bench, &credit, false)) return NULL;
  // The number before which the next credit must have come.
  uint64_t limit = credit.socket ? 2 * credit.half : UINT64_MAX, start = 0;
  for (uint64_t i = 0; i < bench->total; i++) {
    bench->done = i;
    if (i == limit) {
      if (!take_credit(bench, &credit, limit - credit.half)) return ended_early(bench, "sent");
      limit += credit.half;
      // What libzmq's other thread said of messages that are gone is looked at once in a millisecond only, and until then they count
      // as waiting: a PUB would drop messages at its high-water mark although no more than the window are on their way.
      int_option(socket, ZMQ_EVENTS);
    }
    while (!send_message(&bench->messages, socket->zmq, i, 0))
      if (!try_again(bench)) return ended_early(bench, "sent");
    if (i + 1 == bench->warmup) start = now_ns();
    // Sending may never wait: PUB does not.
    if (!in_time(bench)) return ended_early(bench, "sent");
  }
  return figures(bench->count, now_ns() - start);
}

struct receiver {
  struct open_socket *socket;
  // The number of the next message.
  uint64_t next;
};

struct reception {
  struct receiver *receivers;
  size_t size;
  struct credit credit;
  // What all have to reach for the next credit, and how many have not.
  uint64_t target;
  size_t behind;
  uint64_t start;
  uint64_t stop;
};

static bool count_for_credit(struct bench *bench, struct reception *reception, const struct receiver *receiver) {
  if (!reception->credit.socket || receiver->next != reception->target || --reception->behind > 0) return true;
  do {
    if (reception->target >= bench->total) return true;
    if (!give_credit(bench, &reception->credit, reception->target)) return false;
    reception->target += reception->credit.half;
    for (size_t i = 0; i < reception->size; i++) reception->behind += reception->receivers[i].next < reception->target;
  } while (reception->behind == 0);
  return true;
}

// Takes one message, counts and verifies it. False when it could not, or when it was wrong.
static inline bool take(struct bench *bench, struct reception *reception, struct receiver *receiver, zmq_msg_t *body, int flags) {
  if (!receive_message(receiver->socket, body, flags)) return false;
  if (++bench->done == bench->warmup * reception->size) reception->start = now_ns();
  if (bench->done == bench->total * reception->size) reception->stop = now_ns();
  if (!is_right(bench, body, receiver->next)) return false;
  receiver->next++;
  return count_for_credit(bench, reception, receiver);
}

static bool read_one(struct bench *bench, struct reception *reception, zmq_msg_t *body) {
  struct receiver *receiver = reception->receivers;
  while (receiver->next < bench->total) {
    if (!take(bench, reception, receiver, body, 0) && (*bench->fault || !try_again(bench))) return false;
    if (!in_time(bench)) return false;
  }
  return true;
}

static bool read_many(struct bench *bench, struct reception *reception, zmq_msg_t *body) {
  enum { share = 256 };
  const uint64_t all = bench->total * reception->size;
  zmq_pollitem_t *items = calloc(reception->size, sizeof *items);
  for (size_t i = 0; i < reception->size; i++)
    items[i] = (zmq_pollitem_t){.socket = reception->receivers[i].socket->zmq, .events = ZMQ_POLLIN};
  bool ok = true;
  while (ok && bench->done < all) {
    const int ready = zmq_poll(items, (int)reception->size, -1);
    ok = ready >= 0 ? in_time(bench) : try_again(bench);
    for (size_t i = 0; ok && ready > 0 && i < reception->size; i++) {
      struct receiver *receiver = &reception->receivers[i];
      for (int left = share; items[i].revents && left > 0 && receiver->next < bench->total; left--) {
        if (take(bench, reception, receiver, body, ZMQ_DONTWAIT)) continue;
        ok = !*bench->fault && (zmq_errno() == EAGAIN || try_again(bench));
        break;
      }
    }
  }
  free(items);
  return ok;
}

json_t *bench_recv(struct bench *bench) {
  const json_t *names = json_object_get(bench->call->request, "ss");
  struct reception reception = {.size = json_array_size(names)};
  if (reception.size == 0) return refused(bench->call, "EINVAL", "ss names no socket");
  if (!credit_of(bench, &reception.credit, true)) return NULL;
  reception.target = reception.credit.half;
  reception.behind = reception.size;
  reception.receivers = calloc(reception.size, sizeof *reception.receivers);
  json_t *fields = NULL;
  size_t found = 0;
  while (found < reception.size) {
    const char *name = json_string_value(json_array_get(names, found));
    struct open_socket *socket = bench_socket(bench->call, name ? name : "", false, true);
    if (!socket) break;
    reception.receivers[found++].socket = socket;
  }
  if (found == reception.size) {
    zmq_msg_t body;
    zmq_msg_init(&body);
    const bool ok = found == 1 ? read_one(bench, &reception, &body) : read_many(bench, &reception, &body);
    const uint64_t total = bench->total;
    bench->total *= found;
    fields = ok ? figures(bench->count * found, reception.stop - reception.start) : ended_early(bench, "received");
    bench->total = total;
    zmq_msg_close(&body);
  }
  free(reception.receivers);
  return fields;
}
