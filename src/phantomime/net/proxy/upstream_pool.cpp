#include "phantomime/net/proxy/upstream_pool.hpp"

#include <utility>

namespace phantomime::net {

namespace {

/// Whether an idle connection is still good: an upstream that has closed it, or speaks unasked, has not left it so.
/// Through TLS, tickets may have come meanwhile; reading takes them in.
bool is_silent(const Wire& wire) {
  char byte = 0;
  return wire.channel->read({&byte, 1}).outcome == IoResult::Outcome::again;
}

}  // namespace

std::optional<Wire> UpstreamPool::take(const std::string& origin) {
  for (;;) {
    std::optional<Wire> wire = pop(origin);
    if (!wire) return std::nullopt;
    const bool fresh = std::chrono::steady_clock::now() - wire->last_moved < max_rest;
    if (fresh && is_silent(*wire)) {
      wire->readable = false;
      wire->writable = true;
      return wire;
    }
  }
}

std::optional<Wire> UpstreamPool::pop(const std::string& origin) {
  const std::lock_guard lock{mutex_};
  const auto found = idle_.find(origin);
  if (found == idle_.end() || found->second.empty()) return std::nullopt;
  Wire wire = std::move(found->second.back());
  found->second.pop_back();
  --count_;
  return wire;  // an origin without any stays until sweep(): it is likely to be asked again at once
}

void UpstreamPool::put(const std::string& origin, Wire wire) {
  std::vector<Wire> dropped;  // closed outside of the lock
  const std::lock_guard lock{mutex_};
  if (count_ >= max_idle) drop_oldest(dropped);
  wire.output = {};
  wire.sent = 0;
  idle_[origin].push_back(std::move(wire));
  ++count_;
}

void UpstreamPool::drop_oldest(std::vector<Wire>& dropped) {
  auto oldest = idle_.end();
  for (auto each = idle_.begin(); each != idle_.end(); ++each) {
    if (each->second.empty()) continue;
    if (oldest == idle_.end() || each->second.front().last_moved < oldest->second.front().last_moved) oldest = each;
  }
  if (oldest == idle_.end()) return;
  dropped.push_back(std::move(oldest->second.front()));
  oldest->second.erase(oldest->second.begin());
  --count_;
}

void UpstreamPool::sweep() {
  std::vector<Wire> dropped;
  const SteadyTime before = std::chrono::steady_clock::now() - max_rest;
  const std::lock_guard lock{mutex_};
  for (auto each = idle_.begin(); each != idle_.end();) {
    Idle& idle = each->second;
    while (!idle.empty() && idle.front().last_moved < before) {
      dropped.push_back(std::move(idle.front()));
      idle.erase(idle.begin());
      --count_;
    }
    each = idle.empty() ? idle_.erase(each) : std::next(each);
  }
}

void UpstreamPool::close_all() {
  const std::lock_guard lock{mutex_};
  idle_.clear();
  count_ = 0;
}

}  // namespace phantomime::net
