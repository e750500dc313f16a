#pragma once

#include <map>
#include <memory>

#include "phantomime/base/error.hpp"

namespace phantomime::formats {

/// Errors in files of exchanges show the line they speak of, and that may hold secrets: here each gets a source in
/// which names stay and every text that is a value is asterisks, at the same lines and columns. One thread.
class MaskedErrors {
 public:
  [[nodiscard]] Errors masked(Errors errors);

 private:
  std::map<const Source*, std::shared_ptr<const Source>> sources_;
};

}  // namespace phantomime::formats
