#pragma once

#include <functional>
#include <memory>

namespace phantomime {

/// Those who want to be told when something changes. Thread-safe; no lock of its own is held while they are told, so
/// they may ask, listen and stop listening from within.
class ChangeListeners {
  struct Listener;
  struct Registry;

 public:
  /// Listens for as long as it lives; may outlive what it listens to. Its end (or `stop`) waits for a call under way in
  /// another thread, so that what the function uses may go right after: end it without holding a lock that the
  /// function takes.
  class [[nodiscard]] Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&&) noexcept = default;
    Subscription& operator=(Subscription&& other) noexcept;
    ~Subscription() { stop(); }
    void stop() noexcept;

   private:
    friend class ChangeListeners;
    Subscription(std::weak_ptr<Registry> registry, std::shared_ptr<Listener> listener)
        : registry_{std::move(registry)}, listener_{std::move(listener)} {}
    std::weak_ptr<Registry> registry_;
    std::shared_ptr<Listener> listener_;
  };

  ChangeListeners();
  ~ChangeListeners();

  Subscription add(std::function<void()> tell);
  /// Calls each once, in this thread, in no order.
  void tell_all() const;

 private:
  std::shared_ptr<Registry> registry_;
};

}  // namespace phantomime
