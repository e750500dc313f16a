#include "phantomime/cli/descriptor_limit.hpp"

#include <algorithm>

namespace phantomime::cli {
namespace {

rlimit limit_before{};  ///< written once, before a program has threads

}  // namespace

void raise_descriptor_limit() noexcept {
  constexpr rlim_t wanted = 65'536;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  const rlimit before = limit;
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) limit_before = before;
}

rlimit descriptor_limit_before() noexcept { return limit_before; }

}  // namespace phantomime::cli
