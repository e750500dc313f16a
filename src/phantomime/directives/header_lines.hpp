#pragma once

#include "phantomime/directives/response_spec.hpp"

namespace phantomime::directives {

/// Adds the line of a header that is no template, if it has one in this reply.
void add_header(http::Reply& reply, const HeaderSpec& header, Instant now);

}  // namespace phantomime::directives
