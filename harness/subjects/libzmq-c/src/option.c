// The table of socket options, and their values in JSON. Whether a type of socket has an option, libzmq says itself (EINVAL).

#include "option.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "frame.h"

// KEY is text of 40 characters in Z85, which libzmq hands out only into 41 octets.
enum kind { INT, BOOL, INT64, UINT64, TEXT, BYTES, KEY };

static const struct option {
  const char *word;
  int constant;
  enum kind kind;
} options[] = {
    {"affinity", ZMQ_AFFINITY, UINT64},
    {"backlog", ZMQ_BACKLOG, INT},
    {"bindtodevice", ZMQ_BINDTODEVICE, TEXT},
    {"conflate", ZMQ_CONFLATE, BOOL},
    {"connect_routing_id", ZMQ_CONNECT_ROUTING_ID, BYTES},
    {"connect_timeout", ZMQ_CONNECT_TIMEOUT, INT},
    {"curve_publickey", ZMQ_CURVE_PUBLICKEY, KEY},
    {"curve_secretkey", ZMQ_CURVE_SECRETKEY, KEY},
    {"curve_server", ZMQ_CURVE_SERVER, BOOL},
    {"curve_serverkey", ZMQ_CURVE_SERVERKEY, KEY},
    {"handshake_ivl", ZMQ_HANDSHAKE_IVL, INT},
    {"heartbeat_ivl", ZMQ_HEARTBEAT_IVL, INT},
    {"heartbeat_timeout", ZMQ_HEARTBEAT_TIMEOUT, INT},
    {"heartbeat_ttl", ZMQ_HEARTBEAT_TTL, INT},
    {"immediate", ZMQ_IMMEDIATE, BOOL},
#ifdef ZMQ_IN_BATCH_SIZE
    {"in_batch_size", ZMQ_IN_BATCH_SIZE, INT},
#endif
    {"invert_matching", ZMQ_INVERT_MATCHING, BOOL},
    {"ipv6", ZMQ_IPV6, BOOL},
    {"last_endpoint", ZMQ_LAST_ENDPOINT, TEXT},
    {"linger", ZMQ_LINGER, INT},
    {"maxmsgsize", ZMQ_MAXMSGSIZE, INT64},
    {"multicast_hops", ZMQ_MULTICAST_HOPS, INT},
    {"plain_password", ZMQ_PLAIN_PASSWORD, TEXT},
    {"plain_server", ZMQ_PLAIN_SERVER, BOOL},
    {"plain_username", ZMQ_PLAIN_USERNAME, TEXT},
    {"probe_router", ZMQ_PROBE_ROUTER, BOOL},
    {"rate", ZMQ_RATE, INT},
    {"rcvbuf", ZMQ_RCVBUF, INT},
    {"rcvhwm", ZMQ_RCVHWM, INT},
    {"rcvtimeo", ZMQ_RCVTIMEO, INT},
    {"reconnect_ivl", ZMQ_RECONNECT_IVL, INT},
    {"reconnect_ivl_max", ZMQ_RECONNECT_IVL_MAX, INT},
    {"recovery_ivl", ZMQ_RECOVERY_IVL, INT},
    {"req_correlate", ZMQ_REQ_CORRELATE, BOOL},
    {"req_relaxed", ZMQ_REQ_RELAXED, BOOL},
    {"router_handover", ZMQ_ROUTER_HANDOVER, BOOL},
    {"router_mandatory", ZMQ_ROUTER_MANDATORY, BOOL},
    {"routing_id", ZMQ_ROUTING_ID, BYTES},
    {"sndbuf", ZMQ_SNDBUF, INT},
    {"sndhwm", ZMQ_SNDHWM, INT},
    {"sndtimeo", ZMQ_SNDTIMEO, INT},
    {"socks_proxy", ZMQ_SOCKS_PROXY, TEXT},
    {"stream_notify", ZMQ_STREAM_NOTIFY, BOOL},
    {"tcp_keepalive", ZMQ_TCP_KEEPALIVE, INT},
    {"tcp_keepalive_cnt", ZMQ_TCP_KEEPALIVE_CNT, INT},
    {"tcp_keepalive_idle", ZMQ_TCP_KEEPALIVE_IDLE, INT},
    {"tcp_keepalive_intvl", ZMQ_TCP_KEEPALIVE_INTVL, INT},
    {"tcp_maxrt", ZMQ_TCP_MAXRT, INT},
    {"thread_safe", ZMQ_THREAD_SAFE, BOOL},
    {"tos", ZMQ_TOS, INT},
    {"type", ZMQ_TYPE, INT},
    {"xpub_manual", ZMQ_XPUB_MANUAL, BOOL},
    {"xpub_nodrop", ZMQ_XPUB_NODROP, BOOL},
    {"xpub_verbose", ZMQ_XPUB_VERBOSE, BOOL},
    {"xpub_verboser", ZMQ_XPUB_VERBOSER, BOOL},
    {"xpub_welcome_msg", ZMQ_XPUB_WELCOME_MSG, BYTES},
    {"zap_domain", ZMQ_ZAP_DOMAIN, TEXT},
#ifdef ZMQ_ZAP_ENFORCE_DOMAIN
    {"zap_enforce_domain", ZMQ_ZAP_ENFORCE_DOMAIN, BOOL},
#endif
    // Drafts, where the header has them.
#ifdef ZMQ_BUSY_POLL
    {"busy_poll", ZMQ_BUSY_POLL, INT},
#endif
#ifdef ZMQ_DISCONNECT_MSG
    {"disconnect_msg", ZMQ_DISCONNECT_MSG, BYTES},
#endif
#ifdef ZMQ_HELLO_MSG
    {"hello_msg", ZMQ_HELLO_MSG, BYTES},
#endif
#ifdef ZMQ_HICCUP_MSG
    {"hiccup_msg", ZMQ_HICCUP_MSG, BYTES},
#endif
#ifdef ZMQ_LOOPBACK_FASTPATH
    {"loopback_fastpath", ZMQ_LOOPBACK_FASTPATH, BOOL},
#endif
#ifdef ZMQ_METADATA
    {"metadata", ZMQ_METADATA, TEXT},
#endif
#ifdef ZMQ_MULTICAST_LOOP
    {"multicast_loop", ZMQ_MULTICAST_LOOP, BOOL},
#endif
#ifdef ZMQ_ONLY_FIRST_SUBSCRIBE
    {"only_first_subscribe", ZMQ_ONLY_FIRST_SUBSCRIBE, BOOL},
#endif
#ifdef ZMQ_OUT_BATCH_SIZE
    {"out_batch_size", ZMQ_OUT_BATCH_SIZE, INT},
#endif
#ifdef ZMQ_PRIORITY
    {"priority", ZMQ_PRIORITY, INT},
#endif
#ifdef ZMQ_RECONNECT_STOP
    {"reconnect_stop", ZMQ_RECONNECT_STOP, INT},
#endif
#ifdef ZMQ_ROUTER_NOTIFY
    {"router_notify", ZMQ_ROUTER_NOTIFY, INT},
#endif
#ifdef ZMQ_SOCKS_PASSWORD
    {"socks_password", ZMQ_SOCKS_PASSWORD, TEXT},
#endif
#ifdef ZMQ_SOCKS_USERNAME
    {"socks_username", ZMQ_SOCKS_USERNAME, TEXT},
#endif
#ifdef ZMQ_TOPICS_COUNT
    {"topics_count", ZMQ_TOPICS_COUNT, INT},
#endif
#ifdef ZMQ_XPUB_MANUAL_LAST_VALUE
    {"xpub_manual_last_value", ZMQ_XPUB_MANUAL_LAST_VALUE, BOOL},
#endif
#ifdef ZMQ_XSUB_VERBOSE_UNSUBSCRIBE
    {"xsub_verbose_unsubscribe", ZMQ_XSUB_VERBOSE_UNSUBSCRIBE, BOOL},
#endif
    {"ipc_filter_gid", ZMQ_IPC_FILTER_GID, INT},
    {"ipc_filter_pid", ZMQ_IPC_FILTER_PID, INT},
    {"ipc_filter_uid", ZMQ_IPC_FILTER_UID, INT},
    {"tcp_accept_filter", ZMQ_TCP_ACCEPT_FILTER, TEXT},
    {"use_fd", ZMQ_USE_FD, INT},
};

enum { count = sizeof options / sizeof *options, text_room = 1024, key_room = 41 };

static const struct option *find(const char *word, struct failure *failure) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(options[i].word, word) == 0) return &options[i];
  *failure = refusal("ENOTSUP", "no such option");
  return NULL;
}

static bool apply(void *socket, const struct option *option, const void *value, size_t size, struct failure *failure) {
  if (zmq_setsockopt(socket, option->constant, value, size) == 0) return true;
  *failure = zmq_failure();
  return false;
}

static bool set_octets(void *socket, const struct option *option, const json_t *value, struct failure *failure) {
  struct bytes bytes;
  if (json_is_null(value)) return apply(socket, option, NULL, 0, failure);
  if (json_is_string(value)) return apply(socket, option, json_string_value(value), json_string_length(value), failure);
  if (!frame_read(value, &bytes)) {
    *failure = refusal("EINVAL", "the option takes text or a frame");
    return false;
  }
  const bool ok = apply(socket, option, bytes.at, bytes.len, failure);
  free(bytes.at);
  return ok;
}

bool option_set(void *socket, const char *word, const json_t *value, struct failure *failure) {
  const struct option *option = find(word, failure);
  if (!option) return false;
  const bool flag = json_is_boolean(value);
  const json_int_t number = flag ? json_is_true(value) : json_integer_value(value);
  switch (option->kind) {
    case INT:
    case INT64:
    case UINT64:
      if (!json_is_integer(value)) {
        *failure = refusal("EINVAL", "the option takes a whole number");
        return false;
      }
      if (option->kind == INT) return apply(socket, option, &(int){(int)number}, sizeof(int), failure);
      if (option->kind == INT64) return apply(socket, option, &(int64_t){number}, sizeof(int64_t), failure);
      return apply(socket, option, &(uint64_t){(uint64_t)number}, sizeof(uint64_t), failure);
    case BOOL:
      if (!flag && !(json_is_integer(value) && (number == 0 || number == 1))) {
        *failure = refusal("EINVAL", "the option takes true or false");
        return false;
      }
      return apply(socket, option, &(int){(int)number}, sizeof(int), failure);
    case TEXT:
    case BYTES:
    case KEY:
      return set_octets(socket, option, value, failure);
  }
  return false;
}

json_t *option_get(void *socket, const char *word, struct failure *failure) {
  const struct option *option = find(word, failure);
  if (!option) return NULL;
  union {
    int number;
    int64_t wide;
    uint64_t wider;
    char text[text_room];
  } value;
  const size_t sizes[] = {
      [INT] = sizeof(int), [BOOL] = sizeof(int), [INT64] = sizeof(int64_t), [UINT64] = sizeof(uint64_t),
      [TEXT] = text_room,  [BYTES] = text_room,  [KEY] = key_room,
  };
  size_t size = sizes[option->kind];
  memset(&value, 0, sizeof value);
  if (zmq_getsockopt(socket, option->constant, &value, &size) != 0) {
    *failure = zmq_failure();
    return NULL;
  }
  switch (option->kind) {
    case INT:
      return json_integer(value.number);
    case BOOL:
      return json_boolean(value.number != 0);
    case INT64:
      return json_integer(value.wide);
    case UINT64:
      return json_integer((json_int_t)value.wider);
    case TEXT:
    case KEY:
      return json_string(value.text);
    case BYTES:
      return frame_write(value.text, size, true);
  }
  return NULL;
}

json_t *option_words(void) {
  json_t *words = json_array();
  for (size_t i = 0; i < count; i++) json_array_append_new(words, json_string(options[i].word));
  return words;
}
