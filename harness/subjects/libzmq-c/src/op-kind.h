// What an op that waits is made of, and the kinds there are.
#pragma once

#include <stdint.h>

#include "frame.h"
#include "op.h"

// How an attempt ended. GOES_ON: it did its share of a turn, and others may have theirs.
enum progress { WAITS, GOES_ON, ANSWERED, REFUSED };

// An op waits behind earlier ones of its way on the same socket.
enum way { SENDING, RECEIVING, WATCHING };

struct op_kind {
  enum way way;
  // One attempt, without waiting. Sets `fields` (ANSWERED) or `failure` (REFUSED).
  enum progress (*attempt)(struct op *op, json_t **fields, struct failure *failure);
  // The answer when `t` is over; NULL for EAGAIN.
  json_t *(*late)(struct op *op);
};

struct op {
  struct op *next;
  const struct op_kind *kind;
  struct shim *shim;
  // NULL for an op on no socket.
  struct open_socket *socket;
  json_t *id;
  double started;
  // End of `t`, and of the socket's own time-out, which counts from the last message.
  double until;
  int own;
  double since;

  // send
  struct bytes *frames;
  size_t frame_count;
  // recv
  bool full;
  // Names to look for besides the usual ones, or true; NULL when nobody wants to know.
  json_t *meta;
  // sendmany, recvmany
  uint64_t count;
  uint64_t done;
  size_t len;
  uint32_t seed;
  int64_t mismatch;
  unsigned char *expected;
  // peers, asked
  int64_t n;
};

// A new op at the end of the queue. `timeout` is the socket's option that also limits it, 0 for none.
struct op *queue_op(const struct call *call, const struct op_kind *kind, int timeout);

// Takes it out of the queue and frees it, unanswered.
void drop_op(struct shim *shim, struct op *op);
