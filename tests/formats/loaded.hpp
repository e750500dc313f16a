#pragma once

#include <memory>
#include <string>
#include <vector>

#include "phantomime/formats/pack_loader.hpp"

#include "support/memory_file_store.hpp"

namespace phantomime::formats {

/// A pack in memory, read and bound.
struct Loaded {
  std::shared_ptr<const scenario::Scenario> scenario;
  std::string errors;

  /// The names of the stubs in their order.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    if (scenario)
      for (const scenario::Stub& stub : scenario->stubs) names.push_back(stub.name);
    return names;
  }
  /// The text that a stub answers with; the errors where the pack does not load.
  [[nodiscard]] std::string body(const std::string& stub) const {
    if (!scenario) return errors;
    for (const scenario::Stub& one : scenario->stubs)
      if (one.name == stub) return std::string{one.response.raw_body()};
    return "no such stub";
  }
};

inline Loaded load(const FileStore& store, const std::vector<std::string>& paths = {"p"},
                   const std::string& profile = {}) {
  Errors errors;
  std::vector<PackFiles> packs;
  for (const std::string& path : paths)
    if (auto pack = read_pack(store, path, errors)) packs.push_back(std::move(*pack));
  Loaded loaded;
  // As the program does: what does not parse is not bound.
  if (errors.empty()) loaded.scenario = bind_packs(std::move(packs), {profile}, errors);
  loaded.errors = render(errors);
  EXPECT_EQ(loaded.scenario != nullptr, errors.empty());
  return loaded;
}

/// A single file, `x.yaml`, without the line that says its version.
inline Loaded load_text(const std::string& text) {
  testing_support::MemoryFileStore store{{"x.yaml", "phantomime: 1\n" + text}};
  return load(store, {"x.yaml"});
}

}  // namespace phantomime::formats
