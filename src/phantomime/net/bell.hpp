#pragma once

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"

namespace phantomime::net {

/// Wakes threads that wait in poll(2): its descriptor is readable from `ring` to `quiet`. A pipe, since not every
/// system has an eventfd. Thread-safe.
class Bell {
 public:
  /// Errors: io, when descriptors have run out.
  [[nodiscard]] static Result<Bell> create();

  [[nodiscard]] int descriptor() const noexcept { return heard_.value(); }
  void ring() noexcept;
  void quiet() noexcept;

 private:
  Bell(Descriptor heard, Descriptor rung) : heard_{std::move(heard)}, rung_{std::move(rung)} {}
  Descriptor heard_;
  Descriptor rung_;
};

}  // namespace phantomime::net
