// The rules of a ZAP handler (docs/zshim.md, "The ZAP handler"): which one fits a question, and the reply it gives.
// Rule: frames of questions are those from the version on; frames of replies begin with the empty delimiter.
#pragma once

#include <stdbool.h>

#include "frame.h"

struct frames {
  struct bytes *at;
  size_t count;
};

// A copy of the octets at the end.
void frames_add(struct frames *frames, const void *data, size_t len);
void frames_free(struct frames *frames);

// The first rule whose conditions hold; NULL when there is none.
const json_t *fitting_rule(const json_t *rules, const struct frames *question);

// Whether every frame of the rules is one; a text that says what is wrong otherwise.
const char *rules_fault(const json_t *rules);

// The frames of the reply that a rule gives to the question.
struct frames reply_of(const json_t *rule, const struct frames *question);
