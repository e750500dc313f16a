#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace phantomime::state {

/// How the lists of an API are asked for: the words of its query string. Declared once in a scenario and used by every
/// collection that names it. Never changes after loading. The defaults are Phantom's (wire.md A3).
struct QueryGrammar {
  std::string name;

  std::string page = "page";
  std::int64_t first_page = 0;
  std::string page_size = "page_size";
  std::int64_t default_page_size = 10;
  bool zero_is_all = true;  ///< page_size=0 gives everything; else it is an error

  std::string sort = "sort";
  std::string order = "order";
  std::string ascending = "asc";
  std::string descending = "desc";

  std::string filter = "_filter_";
  std::string exclude = "_exclude_";
  std::string separator = "__";  ///< between the words of a path, and before the operator

  std::vector<std::string> flags;  ///< bare or with a value; on unless that is 0 or false, whatever the capitals
};

}  // namespace phantomime::state
