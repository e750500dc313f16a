#pragma once

namespace phantomime::net {

/// How many processors this process may use (its affinity, where the system tells it), at least 1.
[[nodiscard]] unsigned own_cores() noexcept;

}  // namespace phantomime::net
