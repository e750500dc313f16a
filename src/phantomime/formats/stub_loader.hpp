#pragma once

#include "phantomime/base/load_context.hpp"
#include "phantomime/scenario/stub.hpp"

namespace phantomime::formats {

/// What every stub of a file starts from.
struct Defaults {
  matchers::RequestSpec request;
  directives::ResponseSpec response;

  /// Lays the value of `defaults:` over these.
  void load(const Node& node, LoadContext& context);
};

/// Reads one entry of `stubs:`; reports every error.
[[nodiscard]] scenario::Stub load_stub(const Node& node, LoadContext& context, const Defaults& defaults);

}  // namespace phantomime::formats
