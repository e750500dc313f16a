#pragma once

#include <optional>
#include <string>

#include "phantomime/base/file_store.hpp"
#include "phantomime/formats/exchange_source.hpp"
#include "phantomime/server/pack_contracts.hpp"

namespace phantomime::cli {

/// One of the two things that `diff` compares: exactly one of both.
struct DiffSide {
  std::optional<formats::ExchangeSource> said;
  std::optional<server::PackContracts> pack;
};

/// Opens what a person named: a recording (a pack with a recording in its folder is one), a file of exchanges, or a
/// pack. Reports every error.
[[nodiscard]] std::optional<DiffSide> open_side(const FileStore& files, const std::string& name,
                                                const std::string& profile, recording::ShapeNumbers& shapes,
                                                Errors& errors);

}  // namespace phantomime::cli
