#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace phantomime::recording {

/// What the leak check calls suspicious in a text: its kind, the name beside it (empty where it is known by its looks),
/// the text itself and where it begins.
using Suspicion =
    std::function<void(std::string_view kind, std::string_view name, std::string_view text, std::size_t offset)>;

/// Values beside secret names (`name=value`, `"name": "value"`, `name: value`), JWTs, keys of known makers, private
/// keys and credentials behind `Basic` and `Bearer`. Plain code of its own, on purpose: what the redactor overlooks
/// should not be overlooked here for the same reason.
void find_likely_secrets(std::string_view text, const Suspicion& suspicion);

}  // namespace phantomime::recording
