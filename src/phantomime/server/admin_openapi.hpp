#pragma once

#include "phantomime/base/json.hpp"

namespace phantomime::server {

/// The OpenAPI 3.1 document of the admin API, made from the registry of routes (admin_groups).
[[nodiscard]] OrderedJson admin_openapi();

}  // namespace phantomime::server
