#pragma once

#include "phantomime/http/reply.hpp"
#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// The answer of an exchange as it was: status, reason, lines, chunks, trailers and interim answers, for serialise() to
/// write the same bytes. 501 with problem JSON where its body was not kept. The exchange must have an answer.
[[nodiscard]] http::Reply recorded_reply(const Exchange& exchange);

}  // namespace phantomime::recording
