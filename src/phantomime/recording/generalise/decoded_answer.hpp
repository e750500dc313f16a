#pragma once

#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// Takes the content coding off an answer's body, so that what it says can be learned from and written as a person
/// would: its bytes are the decoded ones, its Content-Encoding lines go, and Body::coding remembers. Nothing happens to
/// a body with an unknown coding or several ones, to one that is not whole, and to part of one (206).
void decode_answer(Exchange& exchange);

}  // namespace phantomime::recording
