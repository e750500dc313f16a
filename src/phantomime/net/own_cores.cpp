#include "phantomime/net/own_cores.hpp"

#include <algorithm>
#include <thread>

#include <sched.h>

namespace phantomime::net {

unsigned own_cores() noexcept {
#ifdef CPU_COUNT
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (::sched_getaffinity(0, sizeof cores, &cores) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&cores)));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace phantomime::net
