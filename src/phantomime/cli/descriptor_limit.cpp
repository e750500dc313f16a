#include "phantomime/cli/descriptor_limit.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace phantomime::cli {

void raise_descriptor_limit() noexcept {
  constexpr rlim_t wanted = 65'536;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace phantomime::cli
