#pragma once

#include "phantomime/base/load_context.hpp"

namespace phantomime::formats {

/// For files that name no fixtures.
class NoFixtures final : public FixtureReader {
 public:
  std::shared_ptr<const std::string> read(std::string_view, Error& error) override {
    error.code = ErrorCode::not_found;
    return nullptr;
  }
};

}  // namespace phantomime::formats
