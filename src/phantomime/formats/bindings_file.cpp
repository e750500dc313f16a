#include "phantomime/formats/bindings_file.hpp"

#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/no_fixtures.hpp"

namespace phantomime::formats {
std::vector<contract::Binding> load_bindings(const Document& document, Errors& errors) {
  NoFixtures fixtures;
  LoadContext context{fixtures, errors};
  std::vector<contract::Binding> bindings;
  if (document.root.is_null() || !expect_mapping(document.root, context, "bindings")) return bindings;
  for (std::size_t entry = 0; entry < document.root.size(); ++entry) {
    const Node& key = document.root.key(entry);
    if (auto value = read_text(document.root.value(entry), context, "the value of '" + key.text() + "'"))
      bindings.push_back({key.text(), std::move(*value), key.location()});
  }
  return bindings;
}

}  // namespace phantomime::formats
