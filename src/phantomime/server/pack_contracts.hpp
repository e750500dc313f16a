#pragma once

#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/file_store.hpp"
#include "phantomime/contract/make_contracts.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::server {

/// A pack as its contracts.
struct PackContracts {
  std::shared_ptr<const scenario::Edition> edition;
  contract::Contracts contracts;
};

/// Loads a pack by the name that a person gave (load_packs), with what recordings taught of it where it is a folder
/// that keeps that, and makes its contracts. Reports every error; contracts that contradict themselves are no reason to
/// give none: their errors are in the Contracts.
[[nodiscard]] std::optional<PackContracts> load_pack_contracts(const FileStore& files, const std::string& name,
                                                               const std::string& profile, Errors& errors);

}  // namespace phantomime::server
