#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/directives/response_spec.hpp"
#include "phantomime/state/collection.hpp"

namespace phantomime::state {

/// What clients' mistakes of one kind get.
struct ErrorAnswer {
  std::string name;
  directives::ResponseSpec response;
  Provenance provenance = Provenance::unstated;
  std::string note;
  Location where;
};

/// A kind of mistake that collections find by themselves.
struct ErrorKind {
  std::string_view name;
  int status = 400;  ///< where no answer is written for it
  std::string_view summary;
};
[[nodiscard]] std::span<const ErrorKind> error_kinds() noexcept;
[[nodiscard]] const ErrorKind* error_kind(std::string_view name) noexcept;

/// Everything that the state of a world is made from. Never changes after loading; shared by all worlds.
struct Model {
  std::vector<Collection> collections;
  std::vector<Machine> machines;  ///< of their own
  std::vector<ErrorAnswer> errors;
  std::map<std::string, std::shared_ptr<const Grammar>, std::less<>> grammars;

  [[nodiscard]] bool empty() const noexcept { return collections.empty() && machines.empty() && errors.empty(); }
  [[nodiscard]] const Collection* collection(std::string_view name) const noexcept;
  [[nodiscard]] const Machine* machine(std::string_view name) const noexcept;
  [[nodiscard]] const ErrorAnswer* error(std::string_view name) const noexcept;
};

}  // namespace phantomime::state
