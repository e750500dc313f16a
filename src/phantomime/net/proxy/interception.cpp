#include "phantomime/net/proxy/interception.hpp"

#include <utility>

namespace phantomime::net {

Result<std::shared_ptr<const TlsContext>> Interception::context_for(const std::string& host) {
  // Under the lock, so that many connections to a new host make one certificate; it takes a fraction of a millisecond.
  const std::lock_guard lock{mutex_};
  if (const auto found = by_host_.find(host); found != by_host_.end()) {
    kept_.splice(kept_.begin(), kept_, found->second);
    return found->second->second;
  }
  const auto leaf = make_leaf(authority_, {host});
  if (!leaf) {
    return Error{ErrorCode::bad_value,
                 "the certificate authority cannot sign for that host",
                 {},
                 "make a new authority: delete its files, and trust the new one"};
  }
  auto made = TlsContext::create(*leaf);
  if (!made) return made.error();
  kept_.emplace_front(host, std::move(*made));
  by_host_[host] = kept_.begin();
  if (kept_.size() > max_hosts) {
    by_host_.erase(kept_.back().first);
    kept_.pop_back();
  }
  return kept_.front().second;
}

}  // namespace phantomime::net
