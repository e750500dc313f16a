#include "phantomime/base/change_listeners.hpp"

#include <mutex>
#include <unordered_set>
#include <utility>
#include <vector>

namespace phantomime {

struct ChangeListeners::Listener {
  explicit Listener(std::function<void()> function) : tell{std::move(function)} {}
  /// Held while it is told. Recursive, since it may stop listening when it is told.
  std::recursive_mutex told;
  bool stopped = false;
  const std::function<void()> tell;
};

struct ChangeListeners::Registry {
  std::mutex mutex;
  std::unordered_set<std::shared_ptr<Listener>> listeners;
};

ChangeListeners::Subscription& ChangeListeners::Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  stop();
  registry_ = std::move(other.registry_);
  listener_ = std::move(other.listener_);
  return *this;
}

void ChangeListeners::Subscription::stop() noexcept {
  if (!listener_) return;
  if (const auto registry = registry_.lock()) {
    const std::lock_guard lock{registry->mutex};
    registry->listeners.erase(listener_);
  }
  {
    const std::lock_guard lock{listener_->told};
    listener_->stopped = true;
  }
  listener_.reset();
}

ChangeListeners::ChangeListeners() : registry_{std::make_shared<Registry>()} {}
ChangeListeners::~ChangeListeners() = default;

ChangeListeners::Subscription ChangeListeners::add(std::function<void()> tell) {
  auto listener = std::make_shared<Listener>(std::move(tell));
  const std::lock_guard lock{registry_->mutex};
  registry_->listeners.insert(listener);
  return {registry_, std::move(listener)};
}

void ChangeListeners::tell_all() const {
  std::vector<std::shared_ptr<Listener>> listeners;
  {
    const std::lock_guard lock{registry_->mutex};
    listeners.assign(registry_->listeners.begin(), registry_->listeners.end());
  }
  for (const auto& listener : listeners) {
    const std::lock_guard lock{listener->told};
    if (!listener->stopped) listener->tell();
  }
}

}  // namespace phantomime
