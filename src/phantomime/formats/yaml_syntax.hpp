#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "phantomime/base/error.hpp"

namespace phantomime::formats {

/// Where yaml-cpp stood when it gave up.
struct YamlFailure {
  std::string_view message;  ///< yaml-cpp's own
  std::size_t offset = 0;    ///< byte of the source
  Location where;
  std::uint32_t opened_line = 0;  ///< where the innermost open list or mapping begins; 0: none is open
  bool opened_list = false;
};

/// The error a person can act on: what yaml-cpp's few messages mean at this place of this text.
[[nodiscard]] Error explain_yaml_failure(const std::shared_ptr<const Source>& source, const YamlFailure& failure);

}  // namespace phantomime::formats
