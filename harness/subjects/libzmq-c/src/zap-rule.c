// The rules of a ZAP handler, and the replies that come of them (RFC 27, "Message Format").

#include "zap-rule.h"

#include <stdlib.h>
#include <string.h>

// Places in a question, from the version on.
enum { ID = 1, DOMAIN = 2, ADDRESS = 3, IDENTITY = 4, MECHANISM = 5, CREDENTIALS = 6 };

void frames_add(struct frames *frames, const void *data, size_t len) {
  frames->at = realloc(frames->at, (frames->count + 1) * sizeof *frames->at);
  struct bytes *added = &frames->at[frames->count++];
  *added = (struct bytes){.at = malloc(len + 1), .len = len};
  if (len > 0) memcpy(added->at, data, len);
}

void frames_free(struct frames *frames) {
  for (size_t i = 0; i < frames->count; i++) free(frames->at[i].at);
  free(frames->at);
  *frames = (struct frames){0};
}

static bool equals(const struct frames *frames, size_t place, const void *data, size_t len) {
  return place < frames->count && frames->at[place].len == len && (len == 0 || memcmp(frames->at[place].at, data, len) == 0);
}

static bool text_fits(const json_t *wanted, const struct frames *question, size_t place) {
  return !wanted || equals(question, place, json_string_value(wanted), json_string_length(wanted));
}

static bool frame_fits(const json_t *wanted, const struct frames *question, size_t place) {
  struct bytes bytes;
  if (!wanted) return true;
  if (!frame_read(wanted, &bytes)) return false;
  const bool same = equals(question, place, bytes.at, bytes.len);
  free(bytes.at);
  return same;
}

static bool credentials_fit(const json_t *wanted, const struct frames *question) {
  if (!wanted) return true;
  const size_t count = json_array_size(wanted);
  if (question->count != CREDENTIALS + count) return false;
  for (size_t i = 0; i < count; i++)
    if (!frame_fits(json_array_get(wanted, i), question, CREDENTIALS + i)) return false;
  return true;
}

const json_t *fitting_rule(const json_t *rules, const struct frames *question) {
  for (size_t i = 0; i < json_array_size(rules); i++) {
    const json_t *rule = json_array_get(rules, i);
    if (text_fits(json_object_get(rule, "domain"), question, DOMAIN) && text_fits(json_object_get(rule, "address"), question, ADDRESS) &&
        frame_fits(json_object_get(rule, "identity"), question, IDENTITY) &&
        text_fits(json_object_get(rule, "mechanism"), question, MECHANISM) &&
        credentials_fit(json_object_get(rule, "credentials"), question))
      return rule;
  }
  return NULL;
}

static bool is_echo(const json_t *frame) { return json_object_get(frame, "echo") != NULL; }

static bool is_frame(const json_t *frame) {
  struct bytes bytes;
  if (!frame_read(frame, &bytes)) return false;
  free(bytes.at);
  return true;
}

const char *rules_fault(const json_t *rules) {
  size_t i, j;
  json_t *rule, *frame;
  json_array_foreach(rules, i, rule) {
    const json_t *identity = json_object_get(rule, "identity"), *metadata = json_object_get(rule, "metadata");
    if ((identity && !is_frame(identity)) || (metadata && !is_frame(metadata))) return "identity and metadata of a rule are frames";
    json_array_foreach(json_object_get(rule, "credentials"), j, frame) if (!is_frame(frame)) return "credentials of a rule are frames";
    json_array_foreach(json_object_get(rule, "frames"), j, frame)
      if (!is_echo(frame) && !is_frame(frame)) return "frames of a rule are frames, or echo the request id";
  }
  return NULL;
}

static void add_text(struct frames *reply, const json_t *rule, const char *field, const char *otherwise) {
  const json_t *text = json_object_get(rule, field);
  if (text) frames_add(reply, json_string_value(text), json_string_length(text));
  else frames_add(reply, otherwise, strlen(otherwise));
}

static void add_frame(struct frames *reply, const json_t *frame, const struct bytes *id) {
  struct bytes bytes;
  if (frame && is_echo(frame)) frames_add(reply, id->at, id->len);
  else if (frame && frame_read(frame, &bytes)) {
    frames_add(reply, bytes.at, bytes.len);
    free(bytes.at);
  } else frames_add(reply, NULL, 0);
}

struct frames reply_of(const json_t *rule, const struct frames *question) {
  static const struct bytes none = {0};
  const struct bytes *id = question->count > ID ? &question->at[ID] : &none;
  const json_t *own = json_object_get(rule, "frames");
  struct frames reply = {0};
  if (own) {
    for (size_t i = 0; i < json_array_size(own); i++) add_frame(&reply, json_array_get(own, i), id);
    return reply;
  }
  frames_add(&reply, NULL, 0);
  frames_add(&reply, "1.0", 3);
  frames_add(&reply, id->at, id->len);
  add_text(&reply, rule, "status", "200");
  add_text(&reply, rule, "text", "");
  add_text(&reply, rule, "user_id", "");
  add_frame(&reply, json_object_get(rule, "metadata"), id);
  return reply;
}
