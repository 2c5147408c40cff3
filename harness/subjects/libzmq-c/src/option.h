// Socket options by their zshim word: the constant of zmq_setsockopt(3) in lower case, without ZMQ_.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "failure.h"

bool option_set(void *socket, const char *word, const json_t *value, struct failure *failure);

// A new value; NULL after a failure.
json_t *option_get(void *socket, const char *word, struct failure *failure);

// All words.
json_t *option_words(void);
