#include "phantomime/base/provenance.hpp"

namespace phantomime {

std::string_view to_string(Provenance provenance) noexcept {
  switch (provenance) {
    case Provenance::documented:
      return "documented";
    case Provenance::recorded:
      return "recorded";
    case Provenance::assumed:
      return "assumed";
    case Provenance::unstated:
      break;
  }
  return "unstated";
}

}  // namespace phantomime
