#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/stub_loader.hpp"
#include "phantomime/state/model.hpp"

namespace phantomime::formats {

/// The sections of a pack's files that make its state: grammars, errors, collections, machines. Gathered first, since
/// they speak of each other whatever file they are written in, then bound into the model. Lives for one load; files and
/// contexts must outlive it.
class StateSections {
 public:
  /// A file of the pack. A name that another file has is an error.
  void add(const Node& root, LoadContext& context, const Defaults& defaults) { gather(root, context, defaults, false); }
  /// The profile in force: laid over what there is, mapping by mapping; null takes an entry away.
  void lay_over(const Node& root, LoadContext& context, const Defaults& defaults) {
    gather(root, context, defaults, true);
  }

  [[nodiscard]] std::vector<std::string> collections() const;
  /// Reports every error. What the model has from packs before this one stays.
  void bind(state::Model& model);

  /// The operations of the collections as stubs, made by bind(); names are like "container: list".
  struct Operation {
    std::string name;
    Node stub;
    LoadContext* context = nullptr;
  };
  [[nodiscard]] const std::deque<Operation>& operations() const noexcept { return operations_; }

 private:
  struct Entry {
    Node key, value;
    LoadContext* context = nullptr;
    const Defaults* defaults = nullptr;
  };
  using Section = std::vector<Entry>;

  void gather(const Node& root, LoadContext& context, const Defaults& defaults, bool over);
  void gather_section(std::string_view name, Section& section, const Node& node, LoadContext& context,
                      const Defaults& defaults, bool over);
  void bind_grammars(state::Model& model);
  void bind_collections(state::Model& model);
  void bind_machines(state::Model& model);
  void bind_errors(state::Model& model);

  std::map<std::string_view, Section> sections_;
  std::deque<Operation> operations_;
};

/// A mapping with another laid over it at every depth: scalars and lists replace, null takes an entry away.
[[nodiscard]] Node laid_over(const Node& below, const Node& above);

}  // namespace phantomime::formats
