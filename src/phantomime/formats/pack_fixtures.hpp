#pragma once

#include <set>
#include <string>

#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/pack_loader.hpp"

namespace phantomime::formats {

/// Gives the fixtures of one pack that was read, and remembers which were asked for.
class PackFixtures final : public FixtureReader {
 public:
  explicit PackFixtures(const PackFiles& pack) : pack_{pack} {}

  [[nodiscard]] std::shared_ptr<const std::string> read(std::string_view path, Error& error) override;
  [[nodiscard]] std::string shown(std::string_view path) const override;
  /// Normalised paths.
  [[nodiscard]] const std::set<std::string, std::less<>>& used() const noexcept { return used_; }

 private:
  void explain_missing(std::string_view path, Error& error) const;

  const PackFiles& pack_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace phantomime::formats
